package kvs.raft;

import java.util.ArrayDeque;
import java.util.List;
import kvs.protocol.Fact;
import kvs.protocol.FixedSeed;
import kvs.raft.RaftStatus.Mode;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.Tuple.Tuple2;

/** The flow control of a follower, driven as a leader drives it, with answers lost, doubled and out of order. */
class ProgressProperties {
    private static final RaftOptions OPTIONS = TestOptions.small(3, 0, 0);
    private static final int PATIENCE = 5;
    private static final long BYTES = 100;

    private enum What {
        APPEND,
        SEND,
        MATCHED,
        REJECTED,
        TICK,
        START_SNAPSHOT,
        RECEIVED,
        INSTALLED,
        LOST
    }

    @FixedSeed
    void keeps_its_limits_and_never_forgets_a_match(@ForAll("steps") List<Tuple2<What, Integer>> steps) {
        Progress follower = new Progress(2, 6);
        long last = 5;
        long sentUpTo = 0;
        int ticksSinceSent = PATIENCE;
        boolean answered = true;
        for (Tuple2<What, Integer> step : steps) {
            String did = "take the step " + step + " of " + steps;
            int number = step.get2();
            long match = follower.match();
            Mode mode = follower.mode();
            switch (step.get1()) {
                case APPEND -> last += number;
                case SEND -> {
                    if (follower.maySend(OPTIONS) && (mode != Mode.REPLICATE || follower.next() <= last)) {
                        Fact.when(did + ", and count the messages under way before")
                                .holds(
                                        follower.status(PATIENCE).inflight() < OPTIONS.maxInflightMessages(),
                                        "fewer than " + OPTIONS.maxInflightMessages(),
                                        follower.status(PATIENCE));
                        if (mode != Mode.REPLICATE) {
                            Fact.when(did)
                                    .usually("a probe, or a piece of a snapshot, is sent again before it was answered")
                                    .gives(true, answered || ticksSinceSent >= PATIENCE);
                        }
                        long end = mode == Mode.SNAPSHOT ? 0 : Math.min(last, follower.next() + number % 3);
                        follower.sent(Math.max(end, follower.next() - 1), BYTES);
                        sentUpTo = Math.max(sentUpTo, end);
                        answered = false;
                        ticksSinceSent = 0;
                    }
                }
                case MATCHED -> {
                    follower.matched(Math.min(last, number));
                    answered = true;
                }
                case REJECTED -> {
                    long rejected = Math.min(last, number);
                    boolean news = follower.rejected(rejected, rejected / 2);
                    Fact.when(did + ", a rejection at or before the match index " + match)
                            .usually("a rejection that a later success has overtaken")
                            .holds(!(news && rejected <= match), "not news", news);
                    answered |= news;
                }
                case TICK -> {
                    follower.tick(PATIENCE);
                    ticksSinceSent++;
                }
                case START_SNAPSHOT -> {
                    follower.startSnapshot(new Snapshot(new EntryId(Math.max(1, last - 1), 1), Configuration.EMPTY));
                    answered = true;
                }
                case RECEIVED -> {
                    long offset = follower.offset();
                    follower.received(number);
                    answered |= number != offset;
                }
                case INSTALLED -> {
                    Snapshot snapshot = follower.snapshot();
                    if (snapshot != null) {
                        follower.installed(snapshot.last().index());
                        answered = true;
                    }
                }
                case LOST -> {
                    if (number < follower.match()) {
                        follower.lost(number);
                        match = number;
                        answered = true;
                    }
                }
            }
            Fact.when(did + ", and look at the match index")
                    .usually("a late answer lowers what an earlier one has shown")
                    .holds(follower.match() >= match, "at least " + match, follower.match());
            Fact.when(did + ", and compare the next index with the match index")
                    .holds(follower.next() > follower.match(), "more than " + follower.match(), follower.next());
            Fact.when(did + ", and look at the next index")
                    .usually("entries are skipped that the leader does not have yet")
                    .holds(follower.next() <= last + 1, "at most " + (last + 1), follower.next());
            Fact.when(did + ", and count the messages under way")
                    .holds(
                            follower.status(PATIENCE).inflight() <= OPTIONS.maxInflightMessages(),
                            "at most " + OPTIONS.maxInflightMessages(),
                            follower.status(PATIENCE).inflight());
            if (follower.mode() != Mode.REPLICATE) {
                Fact.when(did + ", and count what is under way outside of REPLICATE")
                        .gives(0, follower.status(PATIENCE).inflight());
            }
            Fact.when(did + ", and compare the snapshot with the mode")
                    .gives(follower.mode() == Mode.SNAPSHOT, follower.snapshot() != null);
        }
    }

    /** In REPLICATE every entry is sent once, in order, without a gap. */
    @FixedSeed
    void sends_every_entry_once_while_nothing_is_lost(@ForAll("steps") List<Tuple2<What, Integer>> steps) {
        Progress follower = new Progress(2, 1);
        follower.matched(0);
        ArrayDeque<Long> underWay = new ArrayDeque<>();
        long last = 0;
        long sent = 0;
        for (Tuple2<What, Integer> step : steps) {
            switch (step.get1()) {
                case APPEND -> last += step.get2();
                case MATCHED -> {
                    if (!underWay.isEmpty()) {
                        follower.matched(underWay.removeFirst());
                    }
                }
                default -> {
                    if (follower.maySend(OPTIONS) && follower.next() <= last) {
                        Fact.when("send the next entries after " + sent).gives(sent + 1, follower.next());
                        sent = Math.min(last, follower.next() + step.get2() % 3);
                        follower.sent(sent, BYTES);
                        underWay.addLast(sent);
                    }
                }
            }
            Fact.when("count the messages under way").gives((long) underWay.size(), (long)
                    follower.status(PATIENCE).inflight());
        }
        while (!underWay.isEmpty()) {
            follower.matched(underWay.removeFirst());
        }
        Fact.when("answer all messages").gives(sent, follower.match());
    }

    @FixedSeed
    void stops_at_the_bytes_under_way(@ForAll("sizes") List<Integer> sizes) {
        RaftOptions options = TestOptions.small(1_000, 0, 0);
        Progress follower = new Progress(2, 1);
        follower.matched(0);
        long bytes = 0;
        for (int size : sizes) {
            boolean may = bytes < options.maxInflightBytes();
            Fact.when("ask whether more may be sent with " + bytes + " bytes under way")
                    .gives(may, follower.maySend(options));
            if (may) {
                follower.sent(follower.next(), size);
                bytes += size;
            }
        }
        follower.matched(follower.next() - 1);
        Fact.when("ask whether more may be sent after all was acknowledged").gives(true, follower.maySend(options));
    }

    @Provide
    Arbitrary<List<Integer>> sizes() {
        return Arbitraries.integers().between(1, 3 << 20).list().ofMaxSize(20);
    }

    @Provide
    Arbitrary<List<Tuple2<What, Integer>>> steps() {
        Arbitrary<What> whats = Arbitraries.frequency(
                Tuple.of(4, What.APPEND),
                Tuple.of(8, What.SEND),
                Tuple.of(5, What.MATCHED),
                Tuple.of(3, What.REJECTED),
                Tuple.of(6, What.TICK),
                Tuple.of(1, What.START_SNAPSHOT),
                Tuple.of(2, What.RECEIVED),
                Tuple.of(1, What.INSTALLED),
                Tuple.of(1, What.LOST));
        return whats.flatMap(what -> Arbitraries.integers().between(0, 12).map(number -> Tuple.of(what, number)))
                .list()
                .ofMaxSize(60);
    }
}
