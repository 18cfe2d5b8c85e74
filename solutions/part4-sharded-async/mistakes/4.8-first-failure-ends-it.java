import java.util.Map;

/**
 * Catches the exception outside of the loop. The clients after the one that failed miss the message.
 *
 * @sees fewer deliveries than there are clients that work
 * @probably one delivery that failed ended the loop: the try belongs inside of it, around each delivery
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
        int delivered = 0;
        try {
            for (Subscriber subscriber : subscribers) {
                subscriber.deliver(message);
                delivered++;
            }
        } catch (RuntimeException failure) {
            failed(message, failure);
        }
        return delivered;
    }
}
