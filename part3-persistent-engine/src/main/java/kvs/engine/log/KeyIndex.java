package kvs.engine.log;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import kvs.log.LogPointer;
import kvs.protocol.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * Every key that has a value, in order, and where its record is.
 *
 * <pre>
 *   nodes      ""              "giraffe"          "otter"            a skip list, by the lowest key of each
 *              |                |                  |
 *   leaf      [ant bee cat]    [giraffe hen]      [otter pig yak]    packed, never changed, replaced
 * </pre>
 *
 * <p>A key belongs to the last node whose own key is not above it. To read is to find the node, take its leaf, and search
 * it; nobody has to wait. That is linearizable, because a leaf is replaced by one that differs in one change, and a node
 * comes and goes while its leaf says the same as its neighbour's: a full leaf's right half is there before the left half
 * is cut, an empty one is taken away. One trap is left: between the two steps of a reader, the leaf can be cut. So whoever
 * finds nothing, and would have looked further to the right, asks again whether this is still the node.
 *
 * <p><b>Threads.</b> Any may read. One at a time may change.
 */
final class KeyIndex {
    /** A leaf with more keys is cut in two. A larger one costs fewer objects, and a longer copy for each change. */
    private static final int MOST = 128;

    /** How full leaves are made where many are made at once; room for what comes later. */
    private static final int FULL = 96;

    private static final class Node {
        volatile Leaf leaf;

        Node(Leaf leaf) {
            this.leaf = leaf;
        }
    }

    private final ConcurrentSkipListMap<Bytes, Node> nodes = new ConcurrentSkipListMap<>();

    /** How many keys there are. Only those who change it set it. */
    private volatile long size;

    KeyIndex() {
        nodes.put(Bytes.EMPTY, new Node(Leaf.EMPTY));
    }

    long size() {
        return size;
    }

    /** Where the record of {@code key} is; null if the key has no value. */
    @Nullable
    LogPointer get(Bytes key) {
        Node node = nodes.floorEntry(key).getValue();
        while (true) {
            Leaf leaf = node.leaf;
            int at = leaf.find(key);
            if (at >= 0) {
                return leaf.place(at);
            }
            boolean behindAll = -(at + 1) == leaf.size();
            Node now = behindAll ? nodes.floorEntry(key).getValue() : node;
            if (now == node) {
                return null;
            }
            node = now;
        }
    }

    /** From now on the record of {@code key} is at {@code place}. Where it was; null if the key is new. */
    @Nullable
    LogPointer put(Bytes key, LogPointer place) {
        Map.Entry<Bytes, Node> entry = nodes.floorEntry(key);
        Node node = entry.getValue();
        Leaf leaf = node.leaf;
        int at = leaf.find(key);
        if (at >= 0) {
            node.leaf = leaf.with(at, place);
            return leaf.place(at);
        }
        int where = -(at + 1);
        if (leaf.size() < MOST) {
            node.leaf = leaf.insert(where, key, place);
        } else if (where == leaf.size() && nodes.higherKey(entry.getKey()) == null) {
            // Rising keys: the leaves behind them stay full.
            nodes.put(key, new Node(Leaf.EMPTY.insert(0, key, place)));
        } else {
            split(node, leaf.insert(where, key, place));
        }
        size = size + 1;
        return null;
    }

    private void split(Node node, Leaf whole) {
        int middle = whole.size() / 2;
        Leaf right = whole.part(middle, whole.size());
        nodes.put(right.key(0), new Node(right));
        node.leaf = whole.part(0, middle);
    }

    /** {@code key} has no value any more. Where its record was; null if there was none. */
    @Nullable
    LogPointer remove(Bytes key) {
        Map.Entry<Bytes, Node> entry = nodes.floorEntry(key);
        Node node = entry.getValue();
        Leaf leaf = node.leaf;
        int at = leaf.find(key);
        if (at < 0) {
            return null;
        }
        node.leaf = leaf.without(at);
        if (node.leaf.size() == 0 && entry.getKey().length() > 0) {
            nodes.remove(entry.getKey());
        }
        size = size - 1;
        return leaf.place(at);
    }

    /**
     * Shows the keys from {@code from} on, in order, until {@code visitor} has had enough. It is shown each key that is
     * there all the time, and may or may not be shown one that comes or goes meanwhile.
     *
     * @param visitor says whether to go on
     */
    void scan(Bytes from, BiPredicate<Bytes, LogPointer> visitor) {
        Bytes last = null;
        Map.Entry<Bytes, Node> entry = nodes.floorEntry(from);
        while (entry != null) {
            Leaf leaf = entry.getValue().leaf;
            // If the last leaf was cut after we looked, its right half is this one, and has been shown.
            int at = leaf.find(last == null ? from : last);
            int first = at < 0 ? -(at + 1) : last == null ? at : at + 1;
            for (int i = first; i < leaf.size(); i++) {
                last = leaf.key(i);
                if (!visitor.test(last, leaf.place(i))) {
                    return;
                }
            }
            // The next by the node's key, not by the leaf's last: what was cut off before we looked is there.
            entry = nodes.higherEntry(entry.getKey());
        }
    }

    /**
     * Takes in what a segment says of its keys.
     *
     * @param entries in order, each key once; those without a value are removed
     * @param replaced is told of each record that is not needed any more
     */
    void merge(SortedEntries entries, Consumer<LogPointer> replaced) {
        int next = 0;
        while (next < entries.size()) {
            Map.Entry<Bytes, Node> entry = nodes.floorEntry(entries.key(next));
            Map.Entry<Bytes, Node> following = nodes.higherEntry(entry.getKey());
            int end = following == null ? entries.size() : entries.firstFrom(following.getKey(), next);
            merge(entry.getValue(), entries, next, end, replaced);
            next = end;
        }
    }

    private void merge(Node node, SortedEntries entries, int from, int to, Consumer<LogPointer> replaced) {
        Leaf old = node.leaf;
        Leaf.Builder building = new Leaf.Builder(FULL, FULL * 16);
        List<Leaf> built = new ArrayList<>();
        int copied = 0;
        int added = 0;
        for (int i = from; i < to; i++) {
            int at = old.size() == 0 ? -1 : entries.findIn(old, i, copied);
            int upTo = at < 0 ? -(at + 1) : at;
            while (copied < upTo) {
                int some = Math.min(upTo - copied, FULL - building.size());
                building.addAll(old, copied, copied + some);
                copied += some;
                finishFull(building, built);
            }
            if (at >= 0) {
                replaced.accept(old.place(at));
                copied = at + 1;
                added--;
            }
            if (entries.isSet(i)) {
                entries.addTo(building, i);
                added++;
                finishFull(building, built);
            }
        }
        building.addAll(old, copied, old.size());
        Leaf last = building.build();
        if (last.size() > 0 || built.isEmpty()) {
            built.add(last);
        }
        // From the right, so that a key is in two leaves rather than in none.
        for (int i = built.size() - 1; i > 0; i--) {
            nodes.put(built.get(i).key(0), new Node(built.get(i)));
        }
        node.leaf = built.getFirst();
        size = size + added;
    }

    private static void finishFull(Leaf.Builder building, List<Leaf> built) {
        if (building.size() >= FULL) {
            built.add(building.build());
        }
    }

    /**
     * The record of {@code key} has moved to {@code place}, if it was in one of {@code segments}; else the key has got
     * another since, or none.
     *
     * @return whether it was there
     */
    boolean move(Bytes key, Set<Integer> segments, LogPointer place) {
        Node node = nodes.floorEntry(key).getValue();
        int at = node.leaf.find(key);
        if (at < 0 || !segments.contains(node.leaf.place(at).segment())) {
            return false;
        }
        node.leaf = node.leaf.with(at, place);
        return true;
    }

    /** For tests: the keys of the nodes. */
    ConcurrentNavigableMap<Bytes, ?> nodes() {
        return nodes;
    }
}
