import java.util.HashSet;
import java.util.Map;

/**
 * Sends each client one message, however many of its subscriptions match. Redis sends one for each, and client libraries
 * give each to the listener of that pattern.
 *
 * @sees one message where a channel and two patterns match
 * @probably a client gets one message per subscription that matches, not one per publish
 */
class PubSub {
    public int publish(Bytes channel, Bytes payload) {
        Set<Subscriber> reached = new HashSet<>(channels.getOrDefault(channel, Set.of()));
        int delivered = deliver(reached, new PubSubMessage(null, channel, payload));
        for (Map.Entry<Bytes, Set<Subscriber>> each : patterns.entrySet()) {
            if (Glob.matches(Slice.of(each.getKey()), Slice.of(channel))) {
                Set<Subscriber> others = new HashSet<>(each.getValue());
                others.removeAll(reached);
                reached.addAll(others);
                delivered += deliver(others, new PubSubMessage(each.getKey(), channel, payload));
            }
        }
        return delivered;
    }
}
