import java.util.Map;

/**
 * Holds a lock while it delivers. As long as one delivery takes, no other thread can publish.
 *
 * @shipped a subscriber that did not read held up all publishers in Dragonfly until 2026 (pull request 7889) and in
 *     watermill (issue 247); there it was a full buffer and a wait for an acknowledgement, not a lock
 * @sees another thread that has to wait until the delivery ends
 * @probably a lock is held while a message is delivered: one slow subscriber then stalls all publishers
 */
class PubSub {
    public int publish(Bytes channel, Bytes payload) {
        synchronized (channels) {
            int delivered = deliver(channels.getOrDefault(channel, Set.of()), new PubSubMessage(null, channel, payload));
            Slice name = Slice.of(channel);
            for (Map.Entry<Bytes, Set<Subscriber>> each : patterns.entrySet()) {
                if (Glob.matches(Slice.of(each.getKey()), name)) {
                    delivered += deliver(each.getValue(), new PubSubMessage(each.getKey(), channel, payload));
                }
            }
            return delivered;
        }
    }
}
