package kvs.io;

import java.util.Random;

/** Decides what of everything that was never forced has reached the disk when the power fails. */
@FunctionalInterface
public interface Crash {
    /** Everything: as after a kill, where the operating system lives on. */
    Crash KEEPS_ALL = () -> true;

    /** Nothing. */
    Crash LOSES_ALL = () -> false;

    /**
     * Asked once for each change of a name, for each sector of each write, for each truncation, and for the length of a
     * file whose bytes were all lost; in the order in which they were made.
     */
    boolean keeps();

    /** Any of it; the same at each run. */
    static Crash random(long seed) {
        Random random = new Random(seed);
        double rate = new double[] {0.1, 0.5, 0.9}[random.nextInt(3)];
        return () -> random.nextDouble() < rate;
    }
}
