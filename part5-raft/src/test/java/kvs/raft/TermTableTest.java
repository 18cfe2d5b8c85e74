package kvs.raft;

import static kvs.raft.OneNode.id;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import kvs.protocol.Fact;
import kvs.raft.Message.AppendEntries;
import kvs.raft.Message.AppendEntriesResponse;
import kvs.raft.Message.InstallSnapshot;
import kvs.raft.Message.InstallSnapshotResponse;
import kvs.raft.Message.PreVote;
import kvs.raft.Message.PreVoteResponse;
import kvs.raft.Message.RequestVote;
import kvs.raft.Message.RequestVoteResponse;
import kvs.raft.Message.TimeoutNow;
import kvs.raft.RaftStatus.RoleName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every kind of message, of a lower, an equal and a higher term, in every role: the role and the term afterwards, the
 * commit index if it rose, and what is answered. The table stands in {@code src/test/resources/terms/table.txt}.
 */
class TermTableTest {
    private static final long TERM = 5;
    private static final int SENDER = 3;
    private static final RaftOptions NO_CHECK_QUORUM = TestOptions.of(true, false, false);

    private enum Column {
        FOLLOWER,
        FOLLOWER_OF_SENDER,
        PRE_CANDIDATE,
        CANDIDATE,
        LEADER,
        LEADER_WITH_CHECK_QUORUM;

        /** Returns a node of term 5 in this role, with the log 1@1; a leader has its no-op, 2@5, as well. */
        OneNode node() {
            return switch (this) {
                case FOLLOWER -> OneNode.of(RoleName.FOLLOWER, NO_CHECK_QUORUM, TERM, 1);
                case FOLLOWER_OF_SENDER -> {
                    OneNode node = OneNode.of(RoleName.FOLLOWER, NO_CHECK_QUORUM, TERM, 1);
                    node.tell(SENDER, OneNode.append(TERM, id(1, 1), 0));
                    yield node;
                }
                case PRE_CANDIDATE -> OneNode.of(RoleName.PRE_CANDIDATE, NO_CHECK_QUORUM, TERM, 1);
                case CANDIDATE -> OneNode.of(RoleName.CANDIDATE, NO_CHECK_QUORUM, TERM, 1);
                case LEADER -> OneNode.of(RoleName.LEADER, NO_CHECK_QUORUM, TERM, 1);
                case LEADER_WITH_CHECK_QUORUM -> OneNode.of(RoleName.LEADER, RaftOptions.DEFAULT, TERM, 1);
            };
        }
    }

    /** Returns one message of each kind in {@code term}, as a sender would have sent it to a node of term 5. */
    private static List<Message> messages(long term) {
        Snapshot snapshot = new Snapshot(id(4, 2), Configuration.ofVoters(1, 2, 3));
        return List.of(
                new RequestVote(term, id(1, 1), false),
                new RequestVoteResponse(term, true),
                new PreVote(term, id(1, 1)),
                new PreVoteResponse(term, TERM, true),
                new AppendEntries(term, id(1, 1), List.of(), 1, 0),
                new AppendEntriesResponse(term, true, 2, EntryId.NONE, 0, false),
                new InstallSnapshot(term, snapshot, 0, new byte[] {1}, true, 0),
                new InstallSnapshotResponse(term, id(4, 2), 1, true, 0),
                new TimeoutNow(term));
    }

    /** Returns the table's rows: kind, term of the message, then a cell for each column. */
    private static List<List<String>> rows() {
        List<List<String>> rows = new ArrayList<>();
        for (int kind = 0; kind < messages(TERM).size(); kind++) {
            for (long term = TERM - 1; term <= TERM + 1; term++) {
                Message message = messages(term).get(kind);
                List<String> row = new ArrayList<>(List.of(message.getClass().getSimpleName(), "of " + term));
                for (Column column : Column.values()) {
                    row.add(cell(column.node(), message));
                }
                rows.add(row);
            }
        }
        return rows;
    }

    /** Returns what a message does to a node. */
    private static String cell(OneNode node, Message message) {
        long commit = node.raft.commit();
        List<Message> sent = node.tell(SENDER, message);
        StringBuilder cell = new StringBuilder(role(node.role()) + " " + node.raft.term());
        if (node.raft.commit() != commit) {
            cell.append(", commits ").append(node.raft.commit());
        }
        sent.stream()
                .map(TermTableTest::shown)
                .distinct()
                .forEach(text -> cell.append(", ").append(text));
        return cell.toString();
    }

    private static String role(RoleName role) {
        return switch (role) {
            case FOLLOWER -> "F";
            case PRE_CANDIDATE -> "P";
            case CANDIDATE -> "C";
            case LEADER -> "L";
        };
    }

    private static String shown(Message message) {
        String term = " (" + message.term() + ")";
        return switch (message) {
            case RequestVote _ -> "asks for votes" + term;
            case RequestVoteResponse response -> (response.granted() ? "votes" : "no vote") + term;
            case PreVote _ -> "asks for pre-votes" + term;
            case PreVoteResponse response -> (response.granted() ? "would vote" : "would not vote") + term;
            case AppendEntries append -> "appends " + append.entries().size() + term;
            case AppendEntriesResponse response -> (response.success() ? "has " + response.index() : "refuses") + term;
            case InstallSnapshot _ -> "sends a snapshot" + term;
            case InstallSnapshotResponse response ->
                (response.installed() ? "has " + response.last() : "refuses") + term;
            case TimeoutNow _ -> "asks to campaign" + term;
        };
    }

    private static List<String> header() {
        List<String> header = new ArrayList<>(List.of("a message", "term"));
        for (Column column : Column.values()) {
            header.add(column.name().toLowerCase(java.util.Locale.ROOT).replace('_', ' '));
        }
        return header;
    }

    /** Returns the rows with their columns aligned. */
    private static List<String> table() {
        List<List<String>> rows = rows();
        rows.addFirst(header());
        List<String> lines = new ArrayList<>();
        lines.add("# A node of term 5 receives a message from node 3: its role, term and answer afterwards.");
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int i = 0; i < row.size(); i++) {
                int column = i;
                int width = rows.stream()
                        .mapToInt(each -> each.get(column).length())
                        .max()
                        .orElse(0);
                line.append(i == 0 ? "" : " | ")
                        .append(row.get(i))
                        .append(" ".repeat(width - row.get(i).length()));
            }
            lines.add(line.toString().stripTrailing());
        }
        return lines;
    }

    static Stream<List<String>> expected() {
        return Golden.lines(Golden.file("terms/table.txt")).stream()
                .skip(2)
                .map(line -> Stream.of(line.split("\\|")).map(String::strip).toList());
    }

    @Test
    void the_table_is_complete() {
        Golden.check(Golden.file("terms/table.txt"), table());
    }

    @ParameterizedTest
    @MethodSource("expected")
    void a_message_of_a_lower_equal_or_higher_term(List<String> row) {
        Message message = Stream.of(TERM - 1, TERM, TERM + 1)
                .flatMap(term -> messages(term).stream())
                .filter(each ->
                        each.getClass().getSimpleName().equals(row.get(0)) && ("of " + each.term()).equals(row.get(1)))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no such message: " + row));
        int field = 2;
        for (Column column : Column.values()) {
            Fact.when("receive " + message + " as a " + column)
                    .usually("every handler looks at the term first (Raft §5.1)")
                    .gives(row.get(field), cell(column.node(), message));
            field++;
        }
    }
}
