/**
 * Removes the client and leaves the name. Clients choose the names, so the map grows with each new one and never shrinks.
 *
 * @shipped watermill's GoChannel (issue 391), and litestar's ChannelsPlugin until 2026 (issue 4867); the mini-redis of the
 *     tokio guide never removes a channel either
 * @sees channels and patterns without a subscriber
 * @probably the last subscriber has left, and the name is still in the map: return null from the function to remove it
 */
class PubSub {
    static void remove(ConcurrentMap<Bytes, Set<Subscriber>> registry, Bytes name, Subscriber subscriber) {
        registry.computeIfPresent(name, (_, subscribers) -> {
            subscribers.remove(subscriber);
            return subscribers;
        });
    }
}
