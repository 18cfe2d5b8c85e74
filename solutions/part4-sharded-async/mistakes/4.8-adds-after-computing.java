import java.util.concurrent.ConcurrentHashMap;

/**
 * Gets the set with one atomic call, and adds to it after that call. Between the two, another thread removes the last client
 * of the set, and the set from the map: the new client is in a set that no publisher looks at.
 *
 * @sees a client that subscribed while the last one left, and is not there
 * @probably another thread came between two steps of add: do all of them inside of the function of one compute
 */
class PubSub {
    static void add(ConcurrentMap<Bytes, Set<Subscriber>> registry, Bytes name, Subscriber subscriber) {
        registry.computeIfAbsent(name, _ -> ConcurrentHashMap.newKeySet()).add(subscriber);
    }
}
