import java.util.Map;

/**
 * Counts the subscribers, not the deliveries. A publisher that gets 2 for an answer believes that two clients have the
 * message.
 *
 * @sees the number of subscribers in place of the number of deliveries that did not fail
 * @probably a delivery that threw was counted: count after {@code deliver} has returned
 */
class PubSub {
    public int publish(Bytes channel, Bytes payload) {
        int delivered = deliver(channels.getOrDefault(channel, Set.of()), new PubSubMessage(null, channel, payload));
        Slice name = Slice.of(channel);
        for (Map.Entry<Bytes, Set<Subscriber>> each : patterns.entrySet()) {
            if (Glob.matches(Slice.of(each.getKey()), name)) {
                delivered += deliver(each.getValue(), new PubSubMessage(each.getKey(), channel, payload));
            }
        }
        return delivered;
    }

    private int deliver(Set<Subscriber> subscribers, PubSubMessage message) {
        for (Subscriber subscriber : subscribers) {
            try {
                subscriber.deliver(message);
            } catch (RuntimeException failure) {
                failed(message, failure);
            }
        }
        return subscribers.size();
    }
}
