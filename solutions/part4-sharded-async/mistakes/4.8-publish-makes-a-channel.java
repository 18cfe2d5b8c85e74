import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Looks the subscribers up with computeIfAbsent. A message that no client waits for leaves an entry, which no unsubscribe
 * removes.
 *
 * @sees a channel without subscribers after a publish
 * @probably publish put an empty set into the map: getOrDefault looks without a change
 */
class PubSub {
    public int publish(Bytes channel, Bytes payload) {
        Set<Subscriber> subscribers = channels.computeIfAbsent(channel, _ -> ConcurrentHashMap.newKeySet());
        int delivered = deliver(subscribers, new PubSubMessage(null, channel, payload));
        Slice name = Slice.of(channel);
        for (Map.Entry<Bytes, Set<Subscriber>> each : patterns.entrySet()) {
            if (Glob.matches(Slice.of(each.getKey()), name)) {
                delivered += deliver(each.getValue(), new PubSubMessage(each.getKey(), channel, payload));
            }
        }
        return delivered;
    }
}
