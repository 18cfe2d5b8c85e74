package kvs.benchmarks.load;

import java.util.random.RandomGenerator;
import kvs.protocol.Bytes;

/**
 * Which key comes next. Keys are {@value #KEY_BYTES} letters from a to z, which every protocol here can say; the
 * number of a key, written with letters for digits, is its name.
 *
 * <p>For one thread.
 */
final class Keys {
    static final int KEY_BYTES = 16;

    private final long count;
    private final Load.Choice choice;
    private final RandomGenerator random;
    private final Zipf zipf;

    /** The next of {@link Load.Choice#SEQUENTIAL}. */
    private long sequential;

    private final long step;
    private final byte[] letters = new byte[KEY_BYTES];

    /**
     * @param first where a sequence starts, and
     * @param step how far it goes each time: so that several threads share one sequence
     */
    Keys(Load.Mix mix, RandomGenerator random, long first, long step) {
        this.count = mix.keys();
        this.choice = mix.choice();
        this.random = random;
        this.zipf = new Zipf(count);
        this.sequential = first;
        this.step = step;
    }

    Bytes next() {
        return named(
                switch (choice) {
                    case UNIFORM -> random.nextLong(count);
                    case ZIPFIAN -> zipf.next(random) - 1;
                    case SEQUENTIAL -> {
                        long next = sequential % count;
                        sequential += step;
                        yield next;
                    }
                });
    }

    private Bytes named(long number) {
        long rest = number;
        for (int at = KEY_BYTES - 1; at >= 0; at--) {
            letters[at] = (byte) ('a' + rest % 26);
            rest /= 26;
        }
        return Bytes.copyOf(letters);
    }

    /** A value of {@code bytes} letters. */
    static Bytes value(int bytes) {
        byte[] value = new byte[bytes];
        for (int at = 0; at < bytes; at++) {
            value[at] = (byte) ('a' + at % 26);
        }
        return Bytes.copyOf(value);
    }
}
