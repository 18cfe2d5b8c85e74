package kvs.net;

/** The time. A test has one of its own and moves it by hand. Any thread may ask. */
public interface Clock {

    /** The clock of the machine. */
    Clock SYSTEM = new Clock() {
        @Override
        public long nanos() {
            return System.nanoTime();
        }

        @Override
        public long millis() {
            return System.currentTimeMillis();
        }
    };

    /** Returns a time in nanoseconds that only moves forward; only the difference of two means something. */
    long nanos();

    /** Returns the time of day, in milliseconds since the epoch; an operator may set it back. */
    long millis();
}
