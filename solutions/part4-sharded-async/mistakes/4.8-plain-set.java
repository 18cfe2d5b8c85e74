import java.util.HashSet;

/**
 * Keeps the subscribers in a HashSet. Changes of it are protected by the map, and publishers, which go through it without a
 * lock, are not.
 *
 * @sees a ConcurrentModificationException when a client leaves during a delivery
 * @probably the set was changed while publish went through it: ConcurrentHashMap.newKeySet() allows that, a HashSet does not
 */
class PubSub {
    static void add(ConcurrentMap<Bytes, Set<Subscriber>> registry, Bytes name, Subscriber subscriber) {
        registry.compute(name, (_, present) -> {
            Set<Subscriber> subscribers = present == null ? new HashSet<>() : present;
            subscribers.add(subscriber);
            return subscribers;
        });
    }
}
