package kvs.cluster.client;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import kvs.cluster.HostPort;

/**
 * What a call has tried: how much time is left, which nodes were asked, and what each said last. One thread at a time
 * may use it.
 */
final class Deadline {
    private final Supplier<String> what;
    private final Duration time;
    private final ClientClock clock;
    private final long ends;
    private final Map<HostPort, String> said = new LinkedHashMap<>();

    /**
     * Starts the time of a call.
     *
     * @param what the call does, for messages: {@code get "k"}. Asked only for a message
     */
    Deadline(Supplier<String> what, Duration time, ClientClock clock) {
        this.what = what;
        this.time = time;
        this.clock = clock;
        this.ends = clock.nanos() + time.toNanos();
    }

    /** Returns what is left of the time, but at most {@code most}; 0 or less if it is over. */
    long left(Duration most) {
        return Math.min(left(), most.toNanos());
    }

    long left() {
        return ends - clock.nanos();
    }

    boolean isOver() {
        return left() <= 0;
    }

    /** Lets time pass, before anything was sent that had an effect. */
    void pause(Duration pause) throws UnavailableException {
        try {
            clock.pause(pause.toNanos());
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw unavailable("the thread was interrupted");
        }
    }

    void said(HostPort node, String words) {
        said.put(node, words);
    }

    UnavailableException unavailable(String why) {
        return new UnavailableException(
                "could not " + what.get() + ": " + why + ", and the request had no effect" + tried(), why);
    }

    /** Says why the one node that was asked did not answer. */
    UnavailableException unanswered(String why) {
        return new UnavailableException("could not " + what.get() + ": " + why, why);
    }

    UnavailableException tooLate() {
        return unavailable("no node carried it out within " + seconds());
    }

    MayHaveHappenedException mayHaveHappened(String why) {
        return new MayHaveHappenedException(what.get() + " may have happened, or may happen later: " + why + tried());
    }

    RejectedException rejected(HostPort node, String reason) {
        return new RejectedException("could not " + what.get() + ": " + node + " rejected it: " + reason);
    }

    /** Returns the time of the call, for messages. */
    String seconds() {
        return seconds(time);
    }

    static String seconds(Duration time) {
        return time.toMillis() % 1000 == 0 ? time.toSeconds() + " s" : time.toMillis() + " ms";
    }

    private String tried() {
        return said.isEmpty()
                ? ""
                : said.entrySet().stream()
                        .map(entry -> entry.getKey() + " (" + entry.getValue() + ")")
                        .collect(Collectors.joining(", ", "; tried ", ""));
    }
}
