/**
 * Looks whether the set is empty and removes the name afterwards. Between the two, another thread adds a client to the set,
 * which then leaves the map with it: that client gets no message.
 *
 * @sees a client that subscribed at that moment and is not there
 * @probably another thread came between the look at the set and the removal of the name: do both in one computeIfPresent
 */
class PubSub {
    static void remove(ConcurrentMap<Bytes, Set<Subscriber>> registry, Bytes name, Subscriber subscriber) {
        Set<Subscriber> subscribers = registry.get(name);
        if (subscribers != null) {
            subscribers.remove(subscriber);
            if (subscribers.isEmpty()) {
                registry.remove(name);
            }
        }
    }
}
