package kvs.benchmarks.load;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Locale;

/**
 * What to ask of whom, and how much of it. Two runs of one load ask for the same keys in the same order on each thread.
 *
 * @param address of the server
 * @param clients connections, each with one batch under way
 * @param pipeline requests a batch
 * @param threads that the connections are dealt out to
 * @param warmUp how long to ask before anything counts
 * @param seed of the keys, and of which requests are reads
 */
record Load(
        InetSocketAddress address,
        LoadProtocol protocol,
        int clients,
        int pipeline,
        int threads,
        Amount amount,
        Mix mix,
        Duration warmUp,
        long seed) {
    static final int MAX_CLIENTS = 10_000;
    static final int MAX_PIPELINE = 1_024;
    static final int MAX_THREADS = 64;
    static final long MAX_REQUESTS = 1_000_000_000;
    static final long MAX_KEYS = 100_000_000;
    static final int MAX_VALUE_BYTES = 1 << 20;

    /** What all connections together may have to hold of requests that are not yet sent. */
    static final long MAX_IN_FLIGHT_BYTES = 64L << 20;

    /** Also the end of a run that counts requests. */
    static final Duration MAX_TIME = Duration.ofHours(1);

    static final Duration MAX_WARM_UP = Duration.ofMinutes(10);

    /** When to stop. */
    sealed interface Amount {
        /** After so many requests, warm-up aside. */
        record Requests(long count) implements Amount {}

        /** After so much time, warm-up aside: no batch is begun later. */
        record Time(Duration duration) implements Amount {}
    }

    /** How keys are chosen. */
    enum Choice {
        /** Each key as often as any other. */
        UNIFORM,
        /** Few keys often, most keys seldom, as in {@link Zipf}. */
        ZIPFIAN,
        /** One after the other: every key is met once in as many requests as there are keys. */
        SEQUENTIAL;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * What is asked.
     *
     * @param keys how many different ones there are
     * @param valueBytes the size of a value that is stored
     * @param readShare of the requests, 0 to 1; the others are writes
     * @param largeShare of the values, 0 to 1, that have {@value Load#MAX_VALUE_BYTES} bytes instead
     */
    record Mix(long keys, Choice choice, int valueBytes, double readShare, double largeShare) {
        Mix {
            check("keys", keys, 1, MAX_KEYS);
            check("value-bytes", valueBytes, 0, MAX_VALUE_BYTES);
            if (!(readShare >= 0 && readShare <= 1)) {
                throw new IllegalArgumentException("--read-share must be 0 to 1, but is " + readShare);
            }
            if (!(largeShare >= 0 && largeShare <= 1)) {
                throw new IllegalArgumentException("--large-share must be 0 to 1, but is " + largeShare);
            }
        }

        /** A mix with values of one size. */
        Mix(long keys, Choice choice, int valueBytes, double readShare) {
            this(keys, choice, valueBytes, readShare, 0);
        }

        /** Returns the size of a value, on average. */
        double meanValueBytes() {
            return valueBytes + largeShare * (MAX_VALUE_BYTES - valueBytes);
        }

        /** Returns the sizes of the values in words. */
        String sizes() {
            return largeShare == 0
                    ? String.format(Locale.ROOT, "%,d bytes", valueBytes)
                    : String.format(Locale.ROOT, "%,d bytes and %s %% of %,d", valueBytes, percent(), MAX_VALUE_BYTES);
        }

        private String percent() {
            return String.format(Locale.ROOT, "%.4f", 100 * largeShare).replaceAll("\\.?0+$", "");
        }
    }

    Load {
        check("clients", clients, 1, MAX_CLIENTS);
        check("pipeline", pipeline, 1, MAX_PIPELINE);
        check("threads", threads, 1, MAX_THREADS);
        if (threads > clients) {
            throw new IllegalArgumentException(
                    "--threads must be at most --clients, but " + threads + " threads would share " + clients);
        }
        switch (amount) {
            case Amount.Requests(long count) -> check("requests", count, 1, MAX_REQUESTS);
            case Amount.Time(Duration duration) -> check("seconds", duration, Duration.ofMillis(1), MAX_TIME);
        }
        check("warm-up", warmUp, Duration.ZERO, MAX_WARM_UP);
        long inFlight = Math.round(clients * pipeline * mix.meanValueBytes());
        if (inFlight > MAX_IN_FLIGHT_BYTES) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "--clients x --pipeline x %s must be at most %,d bytes, but is %,d",
                    mix.largeShare == 0 ? "--value-bytes" : "the mean size of a value",
                    MAX_IN_FLIGHT_BYTES,
                    inFlight));
        }
    }

    /** The load that stores every key once. */
    Load filling() {
        Mix writes = new Mix(mix.keys, Choice.SEQUENTIAL, mix.valueBytes, 0, mix.largeShare);
        return new Load(
                address, protocol, clients, pipeline, threads, new Amount.Requests(mix.keys), writes, Duration.ZERO, 0);
    }

    /** How much one read takes at most: a batch of answers where that is little. */
    int readBytes() {
        return (int) Math.clamp(pipeline * Math.round(mix.meanValueBytes() + 64), 512, 64 << 10);
    }

    /** The same load on another server. */
    Load at(InetSocketAddress other) {
        return new Load(other, protocol, clients, pipeline, threads, amount, mix, warmUp, seed);
    }

    /** How long a run may take from the end of its warm-up until its last batch begins. */
    Duration longest() {
        return amount instanceof Amount.Time(Duration duration) ? duration : MAX_TIME;
    }

    private static void check(String option, long value, long least, long most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "--%s must be %,d to %,d, but is %,d", option, least, most, value));
        }
    }

    private static void check(String option, Duration value, Duration least, Duration most) {
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "--%s must be %s to %s seconds, but is %s",
                    option,
                    seconds(least),
                    seconds(most),
                    seconds(value)));
        }
    }

    private static String seconds(Duration duration) {
        return duration.toMillis() % 1000 == 0
                ? String.valueOf(duration.toSeconds())
                : String.valueOf(duration.toMillis() / 1e3);
    }
}
