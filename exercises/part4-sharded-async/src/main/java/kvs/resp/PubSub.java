package kvs.resp;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import kvs.protocol.Bytes;
import kvs.shard.Slice;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The subscriptions of all clients: one registry for all loops, since a message may be published on any of them.
 *
 * <p>Any thread may call any method. A message is delivered to those that are subscribed while it is published; two
 * threads that publish at the same time may reach two subscribers in different orders, as two clients of any server may.
 */
public final class PubSub {
    private static final Logger LOG = LoggerFactory.getLogger(PubSub.class);

    /** The subscribers of each channel. No channel without a subscriber is here. */
    private final ConcurrentMap<Bytes, Set<Subscriber>> channels = new ConcurrentHashMap<>();

    /** The subscribers of each pattern. No pattern without a subscriber is here. */
    private final ConcurrentMap<Bytes, Set<Subscriber>> patterns = new ConcurrentHashMap<>();

    /** The number of deliveries that failed with an exception. */
    private final AtomicLong failures = new AtomicLong();

    /** Subscribes to {@code channel}; once is as good as twice. */
    public void subscribe(Bytes channel, Subscriber subscriber) {
        add(channels, channel, subscriber);
    }

    /** Ends the subscription to {@code channel}, if there is one. */
    public void unsubscribe(Bytes channel, Subscriber subscriber) {
        remove(channels, channel, subscriber);
    }

    /** Subscribes to every channel whose name matches {@code pattern}, a {@link Glob}; once is as good as twice. */
    public void subscribePattern(Bytes pattern, Subscriber subscriber) {
        add(patterns, pattern, subscriber);
    }

    /** Ends the subscription to {@code pattern}, if there is one. */
    public void unsubscribePattern(Bytes pattern, Subscriber subscriber) {
        remove(patterns, pattern, subscriber);
    }

    /**
     * Adds {@code subscriber} to those of {@code name}; has no effect if it is one of them already.
     *
     * <p>Other threads may add and remove subscribers of the same name at the same time: none of these calls is lost.
     * The name may be new.
     *
     * @param registry {@link #channels} or {@link #patterns}
     * @exercise 4.8
     */
    static void add(ConcurrentMap<Bytes, Set<Subscriber>> registry, Bytes name, Subscriber subscriber) {
        throw new UnsupportedOperationException("exercise 4.8: not written yet");
    }

    /**
     * Removes {@code subscriber} from those of {@code name}, and the name with its last subscriber: clients choose the
     * names, so the registry would grow for ever otherwise. Has no effect if it is not one of them.
     *
     * <p>Other threads may add and remove subscribers of the same name at the same time: none of these calls is lost.
     *
     * @param registry {@link #channels} or {@link #patterns}
     * @exercise 4.8
     */
    static void remove(ConcurrentMap<Bytes, Set<Subscriber>> registry, Bytes name, Subscriber subscriber) {
        throw new UnsupportedOperationException("exercise 4.8: not written yet");
    }

    /**
     * Ends all subscriptions of a client that leaves: to channels and to patterns. Those of other clients stay.
     *
     * @param channelNames the channels that it has subscribed to
     * @param patternNames the patterns that it has subscribed to
     * @exercise 4.8
     */
    void unsubscribeAll(Subscriber subscriber, Collection<Bytes> channelNames, Collection<Bytes> patternNames) {
        throw new UnsupportedOperationException("exercise 4.8: not written yet");
    }

    /**
     * Delivers {@code payload} to the subscribers of {@code channel}, and to those of each pattern that matches it
     * ({@link Glob#matches}). A client that has subscribed to the channel and to two such patterns gets three messages,
     * as in Redis: one without a pattern, and one for each pattern.
     *
     * <p>A delivery that throws a {@link RuntimeException} is reported with {@link #failed}, and the others get their
     * messages all the same. A delivery may also call this registry, and other threads may call it while a delivery
     * takes long: no call waits for the end of a delivery.
     *
     * @return the number of deliveries that did not fail
     * @exercise 4.8
     */
    public int publish(Bytes channel, Bytes payload) {
        throw new UnsupportedOperationException("exercise 4.8: not written yet");
    }

    /** Counts and logs a delivery that failed. */
    private void failed(PubSubMessage message, RuntimeException failure) {
        failures.incrementAndGet();
        LOG.warn("could not deliver a message on channel {} to a subscriber", message.channel(), failure);
    }

    /** Returns the channels that have subscribers and match {@code pattern}. */
    public List<Bytes> channels(@Nullable Slice pattern) {
        List<Bytes> matching = new ArrayList<>();
        for (Bytes channel : channels.keySet()) {
            if (pattern == null || Glob.matches(pattern, Slice.of(channel))) {
                matching.add(channel);
            }
        }
        return matching;
    }

    /** Returns the number of channels that have subscribers. */
    public int channelCount() {
        return channels.size();
    }

    /** Returns the number of clients that have subscribed to {@code channel} itself. */
    public int subscribers(Bytes channel) {
        return channels.getOrDefault(channel, Set.of()).size();
    }

    /** Returns the number of patterns that have subscribers. */
    public int patternCount() {
        return patterns.size();
    }

    /** Returns the number of deliveries that failed. */
    public long failures() {
        return failures.get();
    }
}
