package kvs.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import kvs.raft.Configuration;
import kvs.raft.Entry;
import kvs.raft.EntryId;
import kvs.raft.Envelope;
import kvs.raft.HardState;
import kvs.raft.Member;
import kvs.raft.Message;
import kvs.raft.Payload;
import kvs.raft.Raft;
import kvs.raft.RaftOptions;
import kvs.raft.Restored;
import kvs.raft.Snapshot;
import org.junit.jupiter.api.Test;

class NodeTraceTest {
    private static final long SECOND = 1_000_000;

    private long now = 5 * SECOND;
    private final NodeTrace trace = new NodeTrace(1, () -> now);

    private List<String> lines() {
        return trace.after(0).lines().toList();
    }

    private static Envelope envelope(Message message) {
        return new Envelope(7, 1, 2, message);
    }

    private static Raft raft(long... terms) {
        List<Entry> entries = new ArrayList<>();
        for (long term : terms) {
            entries.add(new Entry(entries.size() + 1, term, new Payload.Noop()));
        }
        Configuration alone = new Configuration(List.of(new Member(1, true, "a"), new Member(2, false, "b")), 0);
        Restored restored =
                new Restored(new HardState(9, 1), new Snapshot(EntryId.NONE, alone), List.copyOf(entries), 0);
        return new Raft(1, 7, RaftOptions.DEFAULT, restored, new Random(1));
    }

    @Test
    void a_message_of_an_election_is_recorded_where_it_is_sent_where_it_arrives_and_where_it_is_lost() {
        Envelope vote = envelope(new Message.RequestVote(3, new EntryId(4, 2), false));
        trace.sent(vote);
        trace.delivered(vote);
        trace.dropped(vote);
        String rest =
                ",\"from\":1,\"to\":2,\"kind\":\"RequestVote\",\"term\":3,\"text\":\"vote for me, my log ends at ";
        assertThat(lines()).hasSize(3);
        assertThat(lines().get(0)).startsWith("{\"seq\":1,\"t\":5000000,\"ev\":\"send\"" + rest);
        assertThat(lines().get(1)).startsWith("{\"seq\":2,\"t\":5000000,\"ev\":\"deliver\"" + rest);
        assertThat(lines().get(2)).startsWith("{\"seq\":3,\"t\":5000000,\"ev\":\"drop\"" + rest);
    }

    @Test
    void of_replication_only_what_changes_something_is_recorded_where_it_arrives() {
        Envelope heartbeat = envelope(new Message.AppendEntries(3, EntryId.NONE, List.of(), 0, 1));
        Envelope entries = envelope(
                new Message.AppendEntries(3, EntryId.NONE, List.of(new Entry(1, 3, new Payload.Noop())), 0, 1));
        Envelope success = envelope(new Message.AppendEntriesResponse(3, true, 1, EntryId.NONE, 1, false));
        Envelope failure = envelope(new Message.AppendEntriesResponse(3, false, 1, EntryId.NONE, 1, false));
        for (Envelope each : List.of(heartbeat, entries, success, failure)) {
            trace.sent(each);
            trace.delivered(each);
            trace.dropped(each);
        }
        assertThat(lines()).hasSize(2).allMatch(line -> line.contains("\"ev\":\"deliver\""));
        assertThat(lines().get(0)).contains("\"kind\":\"AppendEntries\"");
        assertThat(lines().get(1)).contains("\"kind\":\"AppendEntriesResponse\"");
    }

    @Test
    void each_kind_has_a_limit_per_second() {
        for (int i = 0; i < 100; i++) {
            trace.sent(envelope(new Message.PreVote(i, EntryId.NONE)));
            trace.sent(envelope(new Message.TimeoutNow(i)));
        }
        assertThat(lines()).hasSize(2 * NodeTrace.MAX_PER_SECOND);
        now += SECOND;
        trace.sent(envelope(new Message.PreVote(1, EntryId.NONE)));
        assertThat(lines()).hasSize(2 * NodeTrace.MAX_PER_SECOND + 1);
    }

    @Test
    void messages_with_entries_are_spaced_over_the_second() {
        Envelope entries = envelope(
                new Message.AppendEntries(3, EntryId.NONE, List.of(new Entry(1, 3, new Payload.Noop())), 0, 1));
        for (int i = 0; i < 1_000; i++) {
            trace.delivered(entries);
            now += SECOND / 1_000;
        }
        assertThat(lines()).hasSize(NodeTrace.MAX_PER_SECOND);
        assertThat(lines().getLast()).contains("\"t\":5950000,");
    }

    @Test
    void a_state_is_whole_with_the_terms_of_the_log() {
        trace.turned(raft(1, 1, 1, 4, 4, 9), 0);
        assertThat(lines())
                .containsExactly(
                        "{\"seq\":1,\"t\":5000000,\"ev\":\"state\",\"node\":1,\"state\":{\"role\":\"FOLLOWER\","
                                + "\"term\":9,\"vote\":1,\"leader\":0,\"commit\":0,\"applied\":0,\"first\":1,\"last\":6,"
                                + "\"durable\":6,\"snapshot\":0,\"config\":\"1 (2)\"},"
                                + "\"log\":{\"last\":6,\"runs\":[[1,1],[4,4],[6,9]]}}");
    }

    @Test
    void an_empty_log_has_no_terms() {
        trace.turned(raft(), 0);
        assertThat(lines().getFirst()).endsWith("\"log\":{\"last\":0,\"runs\":[]}}");
    }

    @Test
    void a_state_is_recorded_only_when_it_changes_and_progress_only_now_and_then() {
        Raft raft = raft(1);
        trace.turned(raft, 0);
        now += SECOND;
        trace.turned(raft, 0);
        assertThat(lines()).hasSize(1);
        now += SECOND;
        trace.turned(raft, 1);
        now += 10;
        trace.turned(raft, 2);
        assertThat(lines()).as("the second step comes too early").hasSize(2);
        now += SECOND;
        trace.turned(raft, 2);
        assertThat(lines()).hasSize(3);
    }

    @Test
    void a_change_of_term_is_recorded_at_once() {
        Raft raft = raft(1);
        trace.turned(raft, 0);
        raft.turn(0);
        raft.campaign();
        trace.turned(raft, 0);
        assertThat(lines()).hasSize(2);
        assertThat(lines().getLast()).contains("\"role\":\"CANDIDATE\",\"term\":10");
    }

    @Test
    void a_reader_gets_what_it_does_not_have() {
        for (int i = 0; i < 3; i++) {
            trace.sent(envelope(new Message.TimeoutNow(i)));
        }
        assertThat(trace.after(2).lines()).singleElement().asString().startsWith("{\"seq\":3,");
        assertThat(trace.after(3)).isEmpty();
        assertThat(trace.after(99).lines()).as("after another process").hasSize(3);
    }

    @Test
    void old_lines_make_room() {
        for (int i = 0; i < NodeTrace.MAX_LINES + 5; i++) {
            now += SECOND;
            trace.sent(envelope(new Message.TimeoutNow(i)));
        }
        assertThat(lines()).hasSize(NodeTrace.MAX_LINES);
        assertThat(lines().getFirst()).startsWith("{\"seq\":6,");
        assertThat(trace.after(2).lines()).hasSize(NodeTrace.MAX_LINES);
        assertThat(trace.after(NodeTrace.MAX_LINES + 3).lines()).hasSize(2);
    }
}
