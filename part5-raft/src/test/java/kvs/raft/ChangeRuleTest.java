package kvs.raft;

import static kvs.raft.OneNode.append;
import static kvs.raft.OneNode.id;
import static kvs.raft.OneNode.success;
import static kvs.raft.TestOptions.PLAIN;

import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import kvs.protocol.Fact;
import kvs.raft.MembershipChange.AddLearner;
import kvs.raft.MembershipChange.Promote;
import kvs.raft.MembershipChange.Remove;
import kvs.raft.Message.AppendEntries;
import kvs.raft.Message.RequestVoteResponse;
import kvs.raft.RaftStatus.RoleName;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Changes of the membership, one server at a time. What a log says of the members comes first: whether a leader may change
 * them depends on it.
 */
@Tag("5.8")
class ChangeRuleTest {

    /**
     * Returns a configuration written as {@code "1 2 3 (4) highest 5"}: voters 1, 2 and 3, and learner 4. Node 5 was a member
     * once. Each member's address is its id after an n.
     */
    private static Configuration configuration(String text) {
        List<Member> members = new ArrayList<>();
        int highest = 0;
        String[] words = text.isEmpty() ? new String[0] : text.split(" ");
        for (int i = 0; i < words.length; i++) {
            if (words[i].equals("highest")) {
                highest = Integer.parseInt(words[++i]);
            } else {
                boolean voter = !words[i].startsWith("(");
                int id = Integer.parseInt(words[i].replaceAll("[()]", ""));
                members.add(new Member(id, voter, "n" + id));
            }
        }
        return new Configuration(members, highest);
    }

    private static String shown(@Nullable Configuration configuration) {
        if (configuration == null) {
            return "null";
        }
        List<String> words = new ArrayList<>();
        for (Member member : configuration.members()) {
            words.add(member.voter() ? "" + member.id() : "(" + member.id() + ")");
        }
        words.add("highest " + configuration.highestId());
        return String.join(" ", words);
    }

    private static final Configuration THREE = configuration("1 2 3");
    private static final Configuration FOUR = configuration("1 2 3 4");

    // Membership

    private static final String IN_THE_LOG = "the configuration in force is the last one in the log, and only that";

    private final Membership membership = new Membership(new Snapshot(id(5, 1), THREE));

    /** What was done before {@link #last}, in words: a failure names the last call alone, and points at its method. */
    private String earlier = "a snapshot up to 5 with the voters 1 2 3";

    private String last = "";
    private String lastInWords = "";

    private void did(String call, String inWords) {
        earlier += lastInWords;
        last = call;
        lastInWords = ", " + inWords;
    }

    private String done() {
        return last + "; before it, " + earlier;
    }

    private void appended(long index, String configuration) {
        did("appended(entry " + index + " with " + configuration + ")", index + " with " + configuration);
        membership.appended(reconfigure(index, 2, configuration(configuration)));
    }

    private void appended(long index, Payload payload) {
        String kind = payload.getClass().getSimpleName();
        did("appended(entry " + index + ", a " + kind + ")", index + ", a " + kind);
        membership.appended(new Entry(index, 2, payload));
    }

    private void truncated(long from) {
        did("truncated(" + from + ")", "removed from " + from + " on");
        membership.truncated(from);
    }

    private void installed(long last, String configuration) {
        did(
                "installed(a snapshot up to " + last + " with " + configuration + ")",
                "a snapshot up to " + last + " with " + configuration);
        membership.installed(new Snapshot(id(last, 2), configuration(configuration)));
    }

    private void inForce(String configuration, long index, String usually) {
        Fact.when("the configuration in force, after " + done())
                .usually(usually)
                .gives(shown(configuration(configuration)), orNone(() -> shown(membership.current())));
        Fact.when("the index of the entry with the configuration in force, after " + done())
                .usually(usually)
                .gives(index + "", orNone(() -> membership.currentIndex() + ""));
    }

    private void asOf(long index, String configuration, String usually) {
        Fact.when("the configuration as of entry " + index + ", after " + done())
                .usually(usually)
                .gives(shown(configuration(configuration)), orNone(() -> shown(membership.at(index))));
    }

    /** Returns what {@link Membership} says, in words also where its history is empty. */
    private static String orNone(Supplier<String> asked) {
        try {
            return asked.get();
        } catch (NoSuchElementException _) {
            return "none: the history is empty";
        }
    }

    @Test
    void a_configuration_is_in_force_as_soon_as_it_is_in_the_log() {
        appended(6, "1 2 3 (4)");
        inForce("1 2 3 (4)", 6, "a configuration does not wait for its commit");
        appended(9, "2 3 (4)");
        inForce("2 3 (4)", 9, "a configuration does not wait for its commit");
    }

    @Test
    void a_promotion_is_a_configuration_as_well() {
        appended(6, "1 2 3 (4)");
        appended(7, "1 2 3 4");
        inForce("1 2 3 4", 7, "the members are the same, and one of them votes now");
        appended(8, "1 2 3 4 highest 9");
        inForce("1 2 3 4 highest 9", 8, "the members are the same, and the highest id is another");
        appended(9, "1 2 3 4 highest 9");
        inForce("1 2 3 4 highest 9", 9, "a configuration counts by its place in the log, not by what is new in it");
    }

    @Test
    void earlier_configurations_are_kept() {
        appended(6, "1 2 3 (4)");
        appended(9, "1 2 3 4");
        String usually = "a snapshot needs the configuration as of its last entry";
        asOf(5, "1 2 3", usually);
        asOf(6, "1 2 3 (4)", usually);
        asOf(8, "1 2 3 (4)", usually);
        asOf(9, "1 2 3 4", usually);
    }

    @Test
    void other_entries_change_nothing() {
        String usually = "only an entry that holds a configuration brings one: the configuration in force stays that of"
                + " entry 6";
        appended(6, "1 2");
        appended(7, Payload.Noop.INSTANCE);
        inForce("1 2", 6, usually);
        appended(8, new Payload.Command(new byte[] {1}));
        inForce("1 2", 6, usually);
    }

    @Test
    void a_configuration_that_is_removed_from_the_log_is_no_longer_in_force() {
        appended(6, "1 2 3 (4)");
        appended(9, "1 2 3 4");
        truncated(9);
        inForce("1 2 3 (4)", 6, IN_THE_LOG);
        truncated(6);
        inForce("1 2 3", 5, IN_THE_LOG);
    }

    @Test
    void several_configurations_are_removed_at_once() {
        appended(6, "1 2 3 (4)");
        appended(7, "1 2 3 4");
        appended(8, "2 3 4");
        truncated(7);
        inForce("1 2 3 (4)", 6, IN_THE_LOG);
        appended(7, "1 2 3");
        appended(8, "1 2");
        truncated(6);
        inForce("1 2 3", 5, IN_THE_LOG);
    }

    @Test
    void a_configuration_before_the_removed_entries_stays() {
        appended(6, "1 2");
        truncated(7);
        inForce("1 2", 6, "entry 6 is still in the log");
        truncated(8);
        inForce("1 2", 6, "entry 6 is still in the log");
    }

    @Test
    void there_is_always_a_configuration() {
        truncated(6);
        inForce("1 2 3", 5, "the first of the history always stays");
        truncated(1);
        inForce("1 2 3", 5, "the first of the history always stays");
        appended(6, "1 2");
        appended(7, "1");
        truncated(1);
        inForce("1 2 3", 5, "the first of the history always stays");
    }

    @Test
    void a_configuration_takes_the_place_of_a_removed_one() {
        appended(6, "1 2 3 (4)");
        truncated(6);
        appended(6, "1 2");
        inForce("1 2", 6, IN_THE_LOG);
        truncated(6);
        inForce("1 2 3", 5, IN_THE_LOG);
    }

    @Test
    void an_installed_snapshot_wins_over_the_log() {
        String usually = "the snapshot has taken the place of the log, and of the configurations in it";
        appended(6, "1 2");
        appended(8, "1 2 (4)");
        installed(20, "2 3 4");
        inForce("2 3 4", 20, usually);
        asOf(20, "2 3 4", usually);
        asOf(6, "2 3 4", usually + ": nothing is known of before");
    }

    @Test
    void an_installed_snapshot_wins_over_later_entries() {
        String usually = "the log of this node was another one than the leader's: it is gone";
        appended(6, "1 2");
        appended(30, "1");
        installed(20, "2 3 4");
        inForce("2 3 4", 20, usually);
        asOf(40, "2 3 4", usually);
    }

    @Test
    void nothing_from_before_a_snapshot_comes_back() {
        appended(6, "1 2");
        installed(20, "2 3 4");
        appended(21, "2 3");
        inForce("2 3", 21, "");
        truncated(21);
        inForce("2 3 4", 20, "before entry 21 comes the snapshot, and nothing before that");
        truncated(1);
        inForce("2 3 4", 20, "the first of the history always stays");
    }

    // ChangeRule.mayChange

    private static final String TWO_AT_ONCE =
            "a change is open while its entry is not committed: with a second one, two majorities may have no node in common";

    private static final String OWN_TERM =
            "before an entry of its own term is committed, a leader does not know whether another"
                    + " change is open: the bug that was found in 2015";

    /** Returns a log written as {@code "1@1 2@2c"}: entry 2, of term 2, holds a configuration. */
    private static RaftLog log(String last, String entries) {
        Snapshot snapshot = new Snapshot(Logs.id(last), THREE);
        RaftLog log = new RaftLog(new Restored(new HardState(1_000, HardState.NO_VOTE), snapshot, List.of(), 0));
        for (String word : entries.isEmpty() ? new String[0] : entries.split(" ")) {
            EntryId id = Logs.id(word.replace("c", ""));
            log.append(
                    word.endsWith("c")
                            ? reconfigure(id.index(), id.term(), FOUR)
                            : new Entry(id.index(), id.term(), Payload.Noop.INSTANCE));
        }
        return log;
    }

    private static Entry reconfigure(long index, long term, Configuration configuration) {
        return new Entry(index, term, new Payload.Reconfigure(configuration));
    }

    private static void mayChange(String entries, long commit, long term, boolean expected, String usually) {
        mayChange("0@0", entries, commit, term, expected, usually);
    }

    private static void mayChange(
            String last, String entries, long commit, long term, boolean expected, String usually) {
        RaftLog log = log(last, entries);
        log.commitTo(commit);
        log.takeCommitted(Long.MAX_VALUE);
        mayChange(log, last, entries, term, expected, usually);
    }

    private static void mayChange(
            RaftLog log, String last, String entries, long term, boolean expected, String usually) {
        String snapshot = last.equals("0@0") ? "" : " after a snapshot up to " + last;
        String applied = log.applied() == log.commit() ? ", and applied" : ", and applied up to " + log.applied();
        Fact.when("mayChange(a log of " + (entries.isEmpty() ? "no entries" : entries) + snapshot
                        + ", committed up to " + log.commit() + applied + "; term " + term + ")"
                        + (entries.contains("c") ? ", where c holds a configuration" : ""))
                .usually(usually)
                .gives(expected, ChangeRule.mayChange(log, term));
    }

    @Test
    void a_committed_entry_counts_before_it_is_applied() {
        String usually = "the commit index decides: a committed entry stays, whether this node has applied it or not";
        for (String entries : new String[] {"1@3", "1@1 2@3", "1@3 2@3c", "1@3 2@3c 3@3", "1@1 2@2c 3@3"}) {
            RaftLog log = log("0@0", entries);
            log.commitTo(log.lastIndex());
            mayChange(log, "0@0", entries, 3, true, usually);
            log.takeCommitted(1);
            mayChange(log, "0@0", entries, 3, true, usually);
        }
    }

    @Test
    void may_change_once_an_entry_of_its_term_is_committed() {
        String usually = "the entry at the commit index is of this term, and no configuration is after it";
        mayChange("1@3", 1, 3, true, usually);
        mayChange("1@1 2@3", 2, 3, true, usually);
        mayChange(
                "1@1 2@2 3@3 4@3",
                3,
                3,
                true,
                "entries after the commit index do not matter, if none is a configuration");
        mayChange(
                "1@3 2@3 3@3 4@3",
                1,
                3,
                true,
                "entries after the commit index do not matter, if none is a configuration");
    }

    @Test
    void may_not_change_before_an_entry_of_its_term_is_committed() {
        mayChange("1@3", 0, 3, false, OWN_TERM);
        mayChange("1@1 2@3", 1, 3, false, OWN_TERM);
        mayChange("1@1 2@1 3@4", 2, 4, false, OWN_TERM);
        mayChange("1@1 2@2 3@4", 2, 4, false, OWN_TERM);
    }

    @Test
    void may_not_change_while_a_change_of_its_term_is_not_committed() {
        mayChange("1@3 2@3c", 1, 3, false, TWO_AT_ONCE);
        mayChange("1@3 2@3c 3@3", 1, 3, false, TWO_AT_ONCE);
        mayChange("1@3 2@3 3@3c", 2, 3, false, TWO_AT_ONCE);
        mayChange("1@3 2@3c 3@3c", 2, 3, false, TWO_AT_ONCE);
    }

    @Test
    void may_not_change_while_a_change_of_an_earlier_term_is_not_committed() {
        mayChange("1@2c 2@3", 0, 3, false, TWO_AT_ONCE);
        mayChange("1@1 2@2c 3@3", 1, 3, false, TWO_AT_ONCE);
    }

    @Test
    void may_not_change_when_a_change_of_an_earlier_term_was_committed_and_nothing_else() {
        mayChange("1@1 2@2c 3@3", 2, 3, false, OWN_TERM);
    }

    @Test
    void may_not_change_without_an_entry_of_its_term() {
        mayChange("1@2c", 1, 3, false, OWN_TERM);
        mayChange("1@1 2@2", 2, 3, false, OWN_TERM);
        mayChange("5@2", "", 5, 3, false, OWN_TERM);
        mayChange("0@0", "", 0, 3, false, OWN_TERM);
    }

    @Test
    void may_change_once_the_last_change_is_committed() {
        mayChange("1@3 2@3c", 2, 3, true, "the entry of the last change is committed, and of this term");
        mayChange("1@3 2@3c 3@3", 2, 3, true, "the entry of the last change is committed, and of this term");
        mayChange("1@3 2@3c 3@3", 3, 3, true, "the entry of the last change is committed, and one of this term");
        mayChange("1@1 2@2c 3@3", 3, 3, true, "with 3@3, everything before it is committed");
        mayChange("1@3 2@3c 3@3c", 3, 3, true, "both changes are committed");
    }

    @Test
    void may_change_after_a_snapshot() {
        mayChange("5@2", "6@3", 6, 3, true, "the snapshot has the configuration in force, and is committed");
        mayChange("5@2", "6@3", 5, 3, false, OWN_TERM);
        mayChange("5@3", "", 5, 3, true, "the snapshot's last entry is of this term");
        mayChange("5@2", "6@3 7@3c", 6, 3, false, TWO_AT_ONCE);
        mayChange("5@2", "6@3 7@3c", 7, 3, true, "the entry of the last change is committed, and of this term");
    }

    // ChangeRule.changed

    private static void changed(String old, MembershipChange change, @Nullable String expected, String usually) {
        Fact.when("changed(" + old + ", " + change + ")")
                .usually(usually)
                .gives(
                        expected == null ? "null" : expected,
                        expected == null
                                ? senseless(configuration(old), change)
                                : shown(ChangeRule.changed(configuration(old), change)));
    }

    /** Returns what {@link ChangeRule#changed} gives for a change that makes no sense, in words also where it throws. */
    private static String senseless(Configuration old, MembershipChange change) {
        try {
            return shown(ChangeRule.changed(old, change));
        } catch (NoSuchElementException | IllegalStateException | NullPointerException e) {
            return "a " + e.getClass().getSimpleName()
                    + ": a change that makes no sense gives null, and throws nothing";
        }
    }

    @Test
    void a_new_node_becomes_a_learner() {
        changed(
                "1 2 3",
                new AddLearner(4, "x"),
                "1 2 3 (4) highest 4",
                "a new node is a learner, until it has caught up");
        changed("1 2 (3)", new AddLearner(4, "x"), "1 2 (3) (4) highest 4", "");
        changed("1 2 3", new AddLearner(9, "x"), "1 2 3 (9) highest 9", "any id is new that is above the highest");
        changed("1", new AddLearner(2, "x"), "1 (2) highest 2", "");
    }

    @Test
    void a_member_is_not_added_again() {
        changed("1 2 3", new AddLearner(2, "x"), null, "node 2 is a member");
        changed("1 2 3 (4)", new AddLearner(4, "x"), null, "node 4 is a member");
        changed("1 2 4", new AddLearner(4, "x"), null, "node 4 is a member");
    }

    @Test
    void an_id_is_never_used_again() {
        String usually = "a node with an empty disk under an old id has forgotten its votes: ids only go up";
        changed("1 2 3 highest 5", new AddLearner(4, "x"), null, usually);
        changed("1 2 3 highest 5", new AddLearner(5, "x"), null, usually);
        changed("1 2 3 highest 5", new AddLearner(6, "x"), "1 2 3 (6) highest 6", "6 is above the highest id, 5");
        changed("1 3 5", new AddLearner(2, "x"), null, usually);
        changed("1 3 5", new AddLearner(4, "x"), null, usually);
    }

    @Test
    void the_highest_id_outlives_its_node() {
        String usually = "the id of a node that was removed must not be given to another one";
        changed("1 2 3", new Remove(3), "1 2 highest 3", usually);
        changed("1 2 3 (4)", new Remove(4), "1 2 3 highest 4", usually);
        changed("1 2 3 highest 7", new Remove(2), "1 3 highest 7", usually);
        changed("1 2 (3) highest 7", new Promote(3), "1 2 3 highest 7", usually);
        changed("1 2 3 highest 7", new AddLearner(9, "x"), "1 2 3 (9) highest 9", "");
    }

    @Test
    void a_learner_becomes_a_voter() {
        changed("1 2 3 (4)", new Promote(4), "1 2 3 4 highest 4", "");
        changed("1 (2) (3)", new Promote(3), "1 (2) 3 highest 3", "the other learner stays one");
        changed("(1) 2 3", new Promote(1), "1 2 3 highest 3", "");
    }

    @Test
    void only_a_learner_is_promoted() {
        changed("1 2 3 (4)", new Promote(2), null, "node 2 is a voter already");
        changed("1 2 3 (4)", new Promote(9), null, "node 9 is no member: it has to become a learner first");
        changed("1 2 3 highest 4", new Promote(4), null, "node 4 is no member any more");
    }

    @Test
    void a_member_is_removed() {
        changed("1 2 3", new Remove(2), "1 3 highest 3", "");
        changed("1 2 3", new Remove(1), "2 3 highest 3", "the leader, too, can be removed");
        changed("1 2", new Remove(1), "2 highest 2", "one voter is left");
        changed("1 2 (3)", new Remove(2), "1 (3) highest 3", "one voter is left");
    }

    @Test
    void a_learner_is_removed() {
        changed("1 2 (3) (4)", new Remove(3), "1 2 (4) highest 4", "a learner is a member like the others");
        changed("1 (2)", new Remove(2), "1 highest 2", "one voter is left");
    }

    @Test
    void only_a_member_is_removed() {
        changed("1 2 3", new Remove(9), null, "node 9 is no member");
        changed("1 2 3 highest 4", new Remove(4), null, "node 4 is no member any more");
    }

    @Test
    void the_last_voter_stays() {
        String usually = "without a voter, nothing is ever committed again, and no leader elected";
        changed("1", new Remove(1), null, usually);
        changed("1 (2) (3)", new Remove(1), null, usually + ": learners do not count");
        changed("(1) 2 (3)", new Remove(2), null, usually + ": learners do not count");
    }

    @Test
    void addresses_come_with_a_new_node_and_stay() {
        String usually = "the address is how the other nodes reach this one";
        addresses("1 2", new AddLearner(3, "x:7"), "n1 n2 x:7", usually);
        addresses("1 2 (3)", new Promote(3), "n1 n2 n3", usually);
        addresses("1 2 (3)", new Remove(2), "n1 n3", usually);
    }

    private static void addresses(String old, MembershipChange change, String expected, String usually) {
        Configuration changed = ChangeRule.changed(configuration(old), change);
        Fact.when("addresses in changed(" + old + ", " + change + ")")
                .usually(usually)
                .gives(
                        expected,
                        changed == null
                                ? "null"
                                : String.join(
                                        " ",
                                        changed.members().stream()
                                                .map(Member::address)
                                                .toList()));
    }

    // Configuration.atFirstStart

    private static final String ONE_LIST =
            "a node that starts with itself alone elects itself: there are as many clusters as nodes";

    private static void firstStart(String listed, int id, String expected, String usually) {
        Fact.when("atFirstStart(" + id + ") of a list with " + listed)
                .usually(usually)
                .gives(
                        shown(configuration(expected)),
                        shown(configuration(listed).atFirstStart(id)));
    }

    @Test
    void every_listed_node_starts_with_the_whole_list() {
        for (int id = 1; id <= 3; id++) {
            firstStart("1 2 3", id, "1 2 3", ONE_LIST);
        }
        firstStart("1 2 (3)", 3, "1 2 (3)", "a learner of the list knows it as well");
        firstStart("2 5", 5, "2 5", ONE_LIST);
        firstStart("1 2 3 highest 8", 2, "1 2 3 highest 8", "");
    }

    @Test
    void a_list_of_one_node_is_a_list() {
        firstStart("1", 1, "1", "");
        firstStart("7", 7, "7", "");
    }

    @Test
    void a_node_that_is_not_listed_starts_with_no_members() {
        String usually = "it joins later: until a leader sends it the log, it knows no member, and starts no election";
        firstStart("1 2 3", 4, "", usually);
        firstStart("1 2 4", 3, "", usually);
        firstStart("1", 2, "", usually);
        firstStart("1 2 3 highest 8", 8, "", usually);
    }

    @Test
    void nodes_that_start_with_one_list_have_one_leader() {
        Configuration listed = configuration("1 2 3");
        Cluster cluster = new Cluster(RaftOptions.DEFAULT);
        for (int id = 1; id <= 3; id++) {
            cluster.add(id, Restored.fresh(listed.atFirstStart(id)));
        }
        for (int id = 1; id <= 3; id++) {
            cluster.raft(id).campaign();
            cluster.turn(id);
            cluster.deliverAll();
        }
        Fact.when("start three nodes with one list of members, and let each campaign once; how many lead")
                .usually(ONE_LIST)
                .gives(
                        1,
                        IntStream.rangeClosed(1, 3)
                                .filter(id -> cluster.raft(id).isLeader())
                                .count());
    }

    @Test
    void a_node_that_joins_waits_for_a_leader() {
        OneNode node = new OneNode(PLAIN, Restored.fresh(configuration("2 3 4").atFirstStart(OneNode.SELF)));
        node.ticks(100);
        Fact.when("let 100 ticks pass on a node that is not in the list: its role and term")
                .usually("it knows no member: an election would have no voters, and its term would depose the leader")
                .gives("FOLLOWER 0", node.role() + " " + node.raft.term());
        node.tell(2, new AppendEntries(3, EntryId.NONE, List.of(reconfigure(1, 3, configuration("(1) 2 3 4"))), 0, 0));
        Fact.when("the members that it knows, after the leader has sent it the log")
                .gives("(1) 2 3 4 highest 4", shown(node.raft.status().configuration()));
    }

    // Nodes

    /** Returns a leader of term 3 with voters 1, 2 and 3 whose own first entry is 1. */
    private static OneNode leader() {
        return OneNode.leader(PLAIN, 3);
    }

    @Test
    void a_leader_makes_one_change_after_another() {
        OneNode node = leader();
        node.tell(2, success(3, 1));
        Fact.when("add learner 4 as leader of 1, 2 and 3").gives("accepted", node.change(new AddLearner(4, "")));
        Fact.when("remove node 3 while the addition is not committed")
                .usually(TWO_AT_ONCE)
                .gives("CHANGE_IN_PROGRESS", node.change(new Remove(3)));
        node.tell(2, success(3, 2));
        Fact.when("remove node 3 afterwards").gives("accepted", node.change(new Remove(3)));
    }

    @Test
    void a_new_leader_waits_for_its_first_entry() {
        OneNode node = leader();
        Fact.when("remove node 3 as leader of term 3, before an entry of term 3 is committed")
                .usually(OWN_TERM)
                .gives("CHANGE_IN_PROGRESS", node.change(new Remove(3)));
        node.tell(2, success(3, 1));
        Fact.when("remove node 3 afterwards").gives("accepted", node.change(new Remove(3)));
    }

    @Test
    void a_removed_id_stays_used_after_a_restart() {
        OneNode node = leader();
        node.tell(2, success(3, 1));
        node.change(new AddLearner(4, ""));
        node.tell(2, success(3, 2));
        node.change(new Remove(4));
        node.tell(2, success(3, 3));
        Fact.when("add node 4 again, after it was added and removed")
                .usually("a node with an empty disk under an old id has forgotten its votes: ids only go up")
                .gives("INVALID_CHANGE", node.change(new AddLearner(4, "")));
        Snapshot snapshot = new Snapshot(id(3, 3), node.raft.configurationAt(3));
        OneNode restarted = new OneNode(PLAIN, new Restored(new HardState(3, 1), snapshot, List.of(), 0));
        restarted.campaign();
        restarted.tell(2, new RequestVoteResponse(4, true));
        restarted.tell(2, success(4, 4));
        Fact.when("restart from a snapshot, and add node 4 again")
                .usually("the highest id is part of the configuration, and of the snapshot")
                .gives("INVALID_CHANGE", restarted.change(new AddLearner(4, "")));
    }

    @Test
    void a_follower_goes_back_to_the_configuration_before() {
        OneNode node = OneNode.follower(PLAIN, 3, 1);
        node.tell(2, new AppendEntries(3, id(1, 1), List.of(reconfigure(2, 3, configuration("2"))), 0, 0));
        Fact.when("role, after a follower was sent a configuration of node 2 alone")
                .gives(RoleName.FOLLOWER, node.role());
        node.tell(3, append(4, id(1, 1), 0, 4));
        Fact.when("the members, after another leader has replaced the entry that held the configuration")
                .usually(IN_THE_LOG)
                .gives("1 2 3 highest 3", shown(node.raft.status().configuration()));
    }

    @Test
    void a_leader_counts_a_promoted_node_as_soon_as_the_promotion_is_in_its_log() {
        OneNode node = leader();
        node.tell(2, success(3, 1));
        node.change(new AddLearner(4, ""));
        node.tell(2, success(3, 2));
        node.tell(4, success(3, 2));
        Fact.when("promote node 4").gives("accepted", node.change(new Promote(4)));
        node.tell(2, success(3, 3));
        Fact.when("commit index, with the promotion 3@3 on nodes 1 and 2 of 1, 2, 3 and 4")
                .usually("the new configuration decides about its own commit: two of four are no majority")
                .gives(2, node.raft.commit());
        node.tell(4, success(3, 3));
        Fact.when("commit index, with 3@3 on node 4 as well").gives(3, node.raft.commit());
    }

    /** The bug in single-server changes that Ongaro reported in 2015. */
    @Test
    void two_leaders_with_a_change_each_do_not_both_commit() {
        Cluster cluster = new Cluster(PLAIN, 1, 2, 3, 4);
        cluster.add(5, Restored.fresh(Configuration.EMPTY));
        cluster.elect(1);
        change(cluster, 1, new AddLearner(5, ""));
        cluster.ticks(1, 3);
        cluster.deliverAll();
        // Leader 1 promotes node 5. That reaches node 5 alone: two of five.
        cluster.lost = envelope -> envelope.to() != 5 && envelope.from() != 5;
        change(cluster, 1, new Promote(5));
        // Node 2 becomes the leader of term 2 with the votes of 3 and 4, and is to remove node 1. It reaches node 3
        // alone.
        cluster.lost = envelope -> isOneOf(envelope, 1)
                || isOneOf(envelope, 5)
                || (envelope.to() == 4 && envelope.message() instanceof AppendEntries);
        cluster.elect(2);
        change(cluster, 2, new Remove(1));
        String before = Logs.show(List.copyOf(cluster.peer(2).applied));
        // Node 1 starts again; nodes 2 and 3 are cut off. Nodes 1, 4 and 5 are three of the five voters of the
        // promotion.
        cluster.crash(1);
        cluster.lost = envelope -> isOneOf(envelope, 2) || isOneOf(envelope, 3);
        for (int i = 0; i < 2; i++) {
            cluster.raft(1).campaign();
            cluster.turn(1);
            cluster.deliverAll();
        }
        Fact.when("the log of node 1, which promoted node 5 in term 1, and is the leader of term 3")
                .gives("1@1 2@1 3@1 4@3", Logs.show(cluster.peer(1).log));
        Fact.when("what node 2 had applied as leader of term 2, which was asked to remove node 1; node 1 has replaced"
                        + " everything after 2@1 since")
                .usually(OWN_TERM)
                .gives("1@1 2@1", before);
    }

    private static boolean isOneOf(Envelope envelope, int node) {
        return envelope.from() == node || envelope.to() == node;
    }

    /** Asks a leader for a change, accepted or not, and delivers what follows. */
    private static void change(Cluster cluster, int leader, MembershipChange change) {
        cluster.raft(leader).change(change);
        cluster.turn(leader);
        cluster.deliverAll();
    }
}
