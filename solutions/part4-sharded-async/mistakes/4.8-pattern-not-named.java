import java.util.Map;

/**
 * Sends subscribers of a pattern the message that subscribers of the channel get. Their client looks for a listener of the
 * channel, and has none.
 *
 * @sees a message without a pattern for the subscriber of one
 * @probably the message to a pattern's subscribers has to name the pattern: {@code new PubSubMessage(pattern, …)}
 */
class PubSub {
    public int publish(Bytes channel, Bytes payload) {
        PubSubMessage message = new PubSubMessage(null, channel, payload);
        int delivered = deliver(channels.getOrDefault(channel, Set.of()), message);
        for (Map.Entry<Bytes, Set<Subscriber>> each : patterns.entrySet()) {
            if (Glob.matches(Slice.of(each.getKey()), Slice.of(channel))) {
                delivered += deliver(each.getValue(), message);
            }
        }
        return delivered;
    }
}
