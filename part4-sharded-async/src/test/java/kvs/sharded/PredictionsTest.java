package kvs.sharded;

import java.util.Locale;
import java.util.function.ToIntFunction;
import kvs.protocol.Fact;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Counts what a load costs on each design, and compares it with what was predicted. */
@Tag("4.11")
class PredictionsTest {
    private static final int[] CLIENTS = {1, 2, 50};
    private static final int[] DEPTHS = {1, 2, 4, 8, 16, 32, 64};

    private static String load(Design design, int clients, int depth) {
        return design.name().toLowerCase(Locale.ROOT).replace('_', ' ') + ": " + clients
                + (clients == 1 ? " client" : " clients") + " with 64 GETs each, " + depth + " at a time";
    }

    /** A prediction for one load. */
    @FunctionalInterface
    private interface Prediction {
        int of(Design design, int clients, int depth);
    }

    private static void compare(
            String counted, String meaning, ToIntFunction<CountedLoad.Counts> count, Prediction prediction) {
        for (Design design : Design.values()) {
            for (int clients : CLIENTS) {
                for (int depth : DEPTHS) {
                    Fact.when(load(design, clients, depth) + "; " + counted + " counted, and your prediction")
                            .usually(meaning)
                            .gives(
                                    count.applyAsInt(CountedLoad.of(design, clients, depth)),
                                    prediction.of(design, clients, depth));
                }
            }
        }
    }

    @Test
    void reads_and_writes() {
        compare(
                "reads and writes",
                "one read takes all requests of one client that have arrived, and one write sends all of their replies:"
                        + " whatever the design",
                counts -> counts.reads() + counts.writes(),
                Predictions::readsAndWrites);
    }

    @Test
    void locks() {
        compare(
                "locks taken",
                "each command takes the lock of its key and lets it go, also in a pipeline; a shard has none",
                CountedLoad.Counts::locks,
                Predictions::locks);
    }

    @Test
    void the_lock_that_is_taken_most_often() {
        compare(
                "how often the hottest lock was taken",
                "with 64 locks, the 64 keys of a client have one lock each, and the clients use the same keys",
                CountedLoad.Counts::hottestLock,
                Predictions::hottestLock);
    }

    /** Tells a count per client from one per round. */
    @Test
    void the_lock_that_is_taken_most_often_in_one_round() {
        for (Design design : Design.values()) {
            Fact.when(load(design, 2, 64) + "; how often the hottest lock was taken counted, and your prediction")
                    .usually("with 64 locks, the 64 keys of a client have one lock each, also if all 64 come at once")
                    .gives(CountedLoad.of(design, 2, 64).hottestLock(), Predictions.hottestLock(design, 2, 64));
        }
    }

    @Test
    void messages() {
        compare(
                "messages between the loops",
                "a client's requests that are read together and are for the other shard travel in one message, and so do their"
                        + " replies",
                CountedLoad.Counts::messages,
                Predictions::messages);
    }

    @Test
    void wake_ups() {
        compare(
                "messages that woke a loop",
                "the first message wakes the loop; those that come before it sleeps again do not, whichever client they are of",
                CountedLoad.Counts::wakeUps,
                Predictions::wakeUps);
    }

    @Test
    void which_design_has_to_agree_less_often() {
        for (int clients : CLIENTS) {
            for (int depth : DEPTHS) {
                compareAgreements(clients, depth);
            }
        }
    }

    @Test
    void which_design_has_to_agree_less_often_in_one_round() {
        compareAgreements(2, 64);
    }

    private static void compareAgreements(int clients, int depth) {
        CountedLoad.Counts shards = CountedLoad.of(Design.SHARDS, clients, depth);
        CountedLoad.Counts locks = CountedLoad.of(Design.STRIPED_LOOPS, clients, depth);
        Fact.when(clients + (clients == 1 ? " client" : " clients") + " with 64 GETs each, " + depth
                        + " at a time; shards: " + shards.messages() + " messages and " + shards.wakeUps()
                        + " wake-ups, striped loops: " + locks.locks()
                        + " locks; are the former fewer, and your prediction")
                .usually("messages grow with the number of rounds, and locks with that of commands")
                .gives(
                        shards.messages() + shards.wakeUps() < locks.locks(),
                        Predictions.shardsAgreeLessOften(clients, depth));
    }
}
