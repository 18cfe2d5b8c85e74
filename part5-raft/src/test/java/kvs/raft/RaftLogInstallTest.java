package kvs.raft;

import java.util.ArrayList;
import java.util.List;
import kvs.protocol.Fact;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("5.7")
class RaftLogInstallTest {
    private static final Configuration OLD = Configuration.ofVoters(1, 2, 3);
    private static final Configuration NEW = Configuration.ofVoters(1, 2, 5);

    private static final String GONE =
            "the snapshot takes the place of the whole log: entries before its end are in it, those after it follow another"
                    + " log";

    // The entries

    @Test
    void no_entry_stays() {
        for (String entries : new String[] {"", "1@1 2@1", "1@1 2@2 3@2 4@2 5@2", "1@1 2@2 3@2 4@2 5@2 6@2 7@2"}) {
            RaftLog log = Logs.log(entries);
            log.install(snapshot("5@3"));
            String did = "install(5@3) in a log of [" + entries + "]";
            Fact.when(did + ", and look at its entries").usually(GONE).gives("", Logs.show(log));
            Fact.when(did + ", and look at its last entry")
                    .usually("a log without entries ends with the last entry of its snapshot")
                    .gives(Logs.id("5@3"), log.last());
            Fact.when(did + ", and look at its last index").usually(GONE).gives(5, log.lastIndex());
            Fact.when(did + ", and look at its first index")
                    .usually("the log begins with the entry after the snapshot's end")
                    .gives(6, log.firstIndex());
        }
    }

    @Test
    void knows_the_term_of_the_snapshots_last_entry_and_of_no_other() {
        RaftLog log = Logs.log("1@1 2@2 3@2 4@2 5@2 6@2 7@2");
        log.install(snapshot("5@3"));
        Fact.when("install(5@3), and ask for the term of entry 5")
                .usually(
                        "the leader's next message names entry 5@3 as its previous one: without it, every message is refused,"
                                + " and the leader sends the snapshot again")
                .gives(3, log.termAt(5));
        Fact.when("install(5@3), and ask for the term of entry 4").usually(GONE).gives(-1, log.termAt(4));
        Fact.when("install(5@3), and ask for the term of entry 6").usually(GONE).gives(-1, log.termAt(6));
    }

    @Test
    void entries_follow_the_snapshot() {
        RaftLog log = Logs.log("1@1 2@2 3@2 4@2 5@2 6@2");
        log.install(snapshot("5@3"));
        append(log, "6@3 7@4");
        Fact.when("install(5@3) in a log that had six entries, append 6@3 7@4, and look at the log")
                .gives("6@3 7@4", Logs.show(log));
        Fact.when("install(5@3), append 6@3 7@4, and ask for the term of entry 6")
                .gives(3, log.termAt(6));
    }

    @Test
    void a_log_that_begins_after_a_snapshot_gives_way_too() {
        RaftLog log = Logs.log("4@2", "5@2 6@2");
        log.install(snapshot("9@3"));
        Fact.when("install(9@3) in a log of 5@2 6@2 after a snapshot up to 4@2, and look at the log")
                .usually(GONE)
                .gives("", Logs.show(log));
        Fact.when("install(9@3), and look at the log's last entry").gives(Logs.id("9@3"), log.last());
        Fact.when("install(9@3), and look at the log's snapshot")
                .usually("this is the snapshot that is written, and that this node sends if it leads")
                .gives(snapshot("9@3"), log.snapshot());
    }

    // Committed and applied

    @Test
    void what_the_snapshot_covers_is_committed_and_applied() {
        for (String entries : new String[] {"1@1 2@1", "1@1 2@2 3@2 4@2 5@2 6@2 7@2"}) {
            RaftLog log = Logs.log(entries);
            log.commitTo(2);
            log.takeCommitted(Entry.OVERHEAD_BYTES);
            log.install(snapshot("5@3"));
            String did = "install(5@3) in a log of [" + entries + "], committed up to 2 and applied up to 1";
            Fact.when(did + ", and look at the commit index")
                    .usually("a snapshot is of committed entries")
                    .gives(5, log.commit());
            Fact.when(did + ", and look at what is applied")
                    .usually("the state machine starts from the snapshot: what it covers must not be applied again")
                    .gives(5, log.applied());
            Fact.when(did + ", and take what is to be applied")
                    .usually("the state machine starts from the snapshot: what it covers must not be applied again")
                    .gives("", Logs.show(log.takeCommitted(1_000)));
        }
    }

    @Test
    void entries_after_the_snapshot_are_applied_once() {
        RaftLog log = Logs.log("1@1 2@1");
        log.install(snapshot("5@3"));
        append(log, "6@3 7@3");
        log.commitTo(6);
        Fact.when("install(5@3), append 6@3 7@3, commit up to 6, and take what is to be applied")
                .gives("6@3", Logs.show(log.takeCommitted(1_000)));
    }

    @Test
    void no_bytes_are_uncommitted() {
        RaftLog log = Logs.log("1@1 2@1 3@1");
        log.commitTo(1);
        log.install(snapshot("5@3"));
        Fact.when("install(5@3) in a log of three entries, and look at the uncommitted bytes")
                .usually(
                        "the entries are gone, and what they held counts no more: a leader that counts it rejects proposals")
                .gives(0, log.uncommittedBytes());
        append(log, "6@3");
        long size = Logs.entries("6@3").getFirst().sizeBytes();
        Fact.when("install(5@3), append 6@3, and look at the uncommitted bytes").gives(size, log.uncommittedBytes());
        log.commitTo(6);
        Fact.when("install(5@3), append 6@3, commit it, and look at the uncommitted bytes")
                .gives(0, log.uncommittedBytes());
    }

    // The members

    @Test
    void the_configuration_is_the_snapshots() {
        for (long changed : new long[] {2, 7}) {
            RaftLog log = Logs.log(changed == 2 ? "1@1" : "1@1 2@1 3@1 4@1 5@1 6@1");
            log.append(new Entry(changed, 1, new Payload.Reconfigure(Configuration.ofVoters(1, 2, 3, 4))));
            log.install(snapshot("5@3"));
            String did =
                    "install(5@3, voters 1, 2 and 5) in a log whose entry " + changed + " brought the voters 1 to 4";
            Fact.when(did + ", and look at the voters")
                    .usually("the members still stand on an entry that is gone: two majorities need not overlap")
                    .gives(NEW.voters(), log.membership().current().voters());
            Fact.when(did + ", and ask as of which entry that is")
                    .gives(5, log.membership().currentIndex());
            Fact.when(did + ", and ask for the voters as of entry 5")
                    .gives(NEW.voters(), log.membership().at(5).voters());
        }
    }

    @Test
    void the_configuration_changes_also_without_an_entry_that_changed_it() {
        RaftLog log = Logs.log("1@1 2@1");
        log.install(snapshot("5@3"));
        Fact.when("install(5@3, voters 1, 2 and 5) in a log of 1@1 2@1, of " + OLD.voters()
                        + ", and look at the voters")
                .usually("the entry that changed them is among those that the snapshot covers")
                .gives(NEW.voters(), log.membership().current().voters());
    }

    @Test
    void the_configuration_is_as_of_the_snapshots_end_also_if_it_is_the_same() {
        RaftLog log = Logs.log("1@1 2@1 3@1 4@1 5@1 6@1");
        log.append(new Entry(7, 1, new Payload.Reconfigure(NEW)));
        log.install(snapshot("5@3"));
        Fact.when("install(5@3, voters 1, 2 and 5) in a log whose entry 7 brought the same voters, and ask as of which"
                        + " entry they are")
                .usually("entry 7 is gone. A leader would take the change for one that is not committed, and reject the"
                        + " next one")
                .gives(5, log.membership().currentIndex());
    }

    // The disk

    @Test
    void nothing_is_durable_before_the_next_write() {
        String usually = "the disk has the old log, until the write with the snapshot is complete";
        for (String entries : new String[] {"1@1 2@2 3@2 4@2 5@2 6@2 7@2", "1@1 2@1"}) {
            RaftLog log = Logs.log(entries);
            log.install(snapshot("5@3"));
            String did = "install(5@3) in a log of [" + entries + "], which was on the disk";
            Fact.when(did + ", and look at what is durable")
                    .usually(usually)
                    .gives(0, log.durability().durable());
            long write = log.durability().issue(log.lastIndex());
            Fact.when(did + ", issue a write, and look at what is durable")
                    .usually(usually)
                    .gives(0, log.durability().durable());
            log.durability().complete(write);
            Fact.when(did + ", issue a write, complete it, and look at what is durable")
                    .usually("the write had the snapshot")
                    .gives(5, log.durability().durable());
        }
    }

    @Test
    void nothing_is_durable_where_a_snapshot_was_before() {
        RaftLog log = Logs.log("4@2", "5@2 6@2");
        log.install(snapshot("9@3"));
        Fact.when("install(9@3) in a log of 5@2 6@2 after a snapshot up to 4@2, and look at what is durable")
                .usually("the next write takes the place of all that is on the disk, the former snapshot as well")
                .gives(0, log.durability().durable());
    }

    @Test
    void a_write_from_before_makes_nothing_durable() {
        RaftLog log = Logs.log("1@1");
        append(log, "2@1 3@1");
        log.takeUnwritten();
        long early = log.durability().issue(log.lastIndex());
        log.install(snapshot("5@3"));
        log.durability().complete(early);
        Fact.when("issue a write of 2@1 3@1, install(5@3), complete that write, and look at what is durable")
                .usually("the write is of entries that are gone: it must not make anything durable")
                .gives(0, log.durability().durable());
    }

    @Test
    void the_next_write_has_the_snapshot() {
        RaftLog log = Logs.log("1@1");
        append(log, "2@1 3@1");
        log.install(snapshot("5@3"));
        Fact.when("append 2@1 3@1, install(5@3), and ask whether something is to be written")
                .usually("a snapshot that is not written is lost in a crash, and was acknowledged")
                .gives(true, log.hasUnwritten());
        Fact.when("append 2@1 3@1, install(5@3), and take what is to be written")
                .usually("the next write has the snapshot, and no entry that is gone")
                .gives("snapshot: true, entries: []", unwritten(log));
        Fact.when("take it again")
                .usually("the snapshot is written once")
                .gives("snapshot: false, entries: []", unwritten(log));
        Fact.when("take it, and ask whether something is to be written").gives(false, log.hasUnwritten());
    }

    @Test
    void entries_after_the_snapshot_are_written() {
        for (String entries : new String[] {"", "1@1 2@1", "1@1 2@2 3@2 4@2 5@2 6@2 7@2"}) {
            RaftLog log = Logs.log(entries);
            log.install(snapshot("5@3"));
            append(log, "6@3 7@3");
            Fact.when("install(5@3) in a log of [" + entries + "], append 6@3 7@3, and take what is to be written")
                    .usually(
                            "written is what follows the snapshot, whatever was written before: other entries stood there")
                    .gives("snapshot: true, entries: [6@3 7@3]", unwritten(log));
        }
        RaftLog log = Logs.log("1@1 2@2 3@2 4@2 5@2 6@2 7@2");
        log.install(snapshot("5@3"));
        log.takeUnwritten();
        append(log, "6@3");
        Fact.when("install(5@3), take what is to be written, append 6@3, and take it again")
                .usually("the entry is new, although one of its index was written before")
                .gives("snapshot: false, entries: [6@3]", unwritten(log));
    }

    // Twice

    @Test
    void a_second_snapshot_takes_the_place_of_the_first() {
        RaftLog log = Logs.log("1@1");
        log.install(snapshot("5@3"));
        append(log, "6@3 7@3");
        log.commitTo(6);
        log.install(snapshot("9@4"));
        Fact.when("install(5@3), append 6@3 7@3, commit up to 6, install(9@4), and look at the log")
                .usually(GONE)
                .gives("", Logs.show(log));
        Fact.when("then look at the last entry").gives(Logs.id("9@4"), log.last());
        Fact.when("then look at the commit index").gives(9, log.commit());
        Fact.when("then look at the uncommitted bytes").gives(0, log.uncommittedBytes());
        Fact.when("then take what is to be written").gives("snapshot: true, entries: []", unwritten(log));
    }

    // Through Raft

    @Test
    void a_node_that_crashes_before_the_write_starts_from_its_old_log() {
        Cluster cluster = new Cluster(TestOptions.small(4, 0, 0));
        cluster.promptPieces = true;
        cluster.add(1, Logs.restored(new HardState(3, HardState.NO_VOTE), "1@1 2@1 3@3", 1, 2, 3));
        cluster.add(2, Logs.restored(new HardState(3, HardState.NO_VOTE), "1@1 2@1 3@3", 1, 2, 3));
        cluster.add(3, Logs.restored(new HardState(2, 3), "1@1 2@2 3@2", 1, 2, 3));
        cluster.lost = envelope -> envelope.to() == 3;
        cluster.elect(1);
        cluster.takeSnapshot(1);
        cluster.lost = envelope -> false;
        cluster.slowDisks.add(3);
        List<Write> writes = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            cluster.ticks(1, 1);
            cluster.deliverAll();
            // The write of the new term is complete, so that answers leave; that of the snapshot is not.
            for (Write write : List.copyOf(cluster.peer(3).pending)) {
                if (write.snapshot() == null) {
                    cluster.complete(3, write.number());
                } else if (!writes.contains(write)) {
                    writes.add(write);
                }
            }
        }
        Fact.when("count the writes with a snapshot that node 3 issued, once it has received the snapshot up to 4@4")
                .usually("what is installed has to be on the disk before it is acknowledged: the next write has it")
                .gives(1, writes.size());
        Fact.when("what node 3 says is durable, while that write is under way")
                .usually("the disk still has the old log")
                .gives(0, cluster.raft(3).durable());
        cluster.crash(3);
        Fact.when("the last entry of node 3 after a crash")
                .gives(Logs.id("3@2"), cluster.raft(3).last());
    }

    private static Snapshot snapshot(String last) {
        return new Snapshot(Logs.id(last), NEW);
    }

    private static void append(RaftLog log, String entries) {
        Logs.entries(entries).forEach(log::append);
    }

    /** Returns what is to be written, or how the log fails to say it. */
    private static String unwritten(RaftLog log) {
        try {
            RaftLog.Unwritten unwritten = log.takeUnwritten();
            return "snapshot: " + unwritten.snapshot() + ", entries: [" + Logs.show(unwritten.entries()) + "]";
        } catch (IndexOutOfBoundsException e) {
            return "an exception: the first entry to write is not in the log";
        }
    }
}
