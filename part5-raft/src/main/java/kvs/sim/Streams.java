package kvs.sim;

import java.util.SplittableRandom;

/**
 * The random streams of a run, one for each concern and each of its parts, forked from the seed. A stream depends on
 * its own draws alone: leaving out a crash does not change which messages are lost.
 */
final class Streams {
    /** The golden ratio in 64 bits: consecutive numbers times this are far apart. */
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    /** What randomness is used for. */
    enum Concern {
        SHAPE(1),
        OPTIONS(2),
        RATES(3),
        FAULTS(4),
        /** One stream per link. */
        NETWORK(5),
        /** One stream per node. */
        DISK(6),
        /** One stream per node and life. */
        ELECTION(7),
        /** One stream per client. */
        CLIENT(8);

        /** Part of each stream's seed: a change of it changes every run. */
        private final int number;

        Concern(int number) {
            this.number = number;
        }
    }

    private final long seed;

    Streams(long seed) {
        this.seed = seed;
    }

    SplittableRandom of(Concern concern) {
        return of(concern, 0);
    }

    SplittableRandom of(Concern concern, long part) {
        return new SplittableRandom(mix(mix(seed + GOLDEN) + GOLDEN * concern.number + mix(part)));
    }

    /** Spreads every bit of {@code value} over all bits of the result (the finalizer of SplitMix64). */
    static long mix(long value) {
        long mixed = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
        return mixed ^ (mixed >>> 31);
    }
}
