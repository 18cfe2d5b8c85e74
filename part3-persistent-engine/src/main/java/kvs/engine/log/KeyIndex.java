package kvs.engine.log;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import kvs.log.LogPointer;
import kvs.protocol.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * Every key that has a value, in order, and where its record is.
 *
 * <pre>
 *   nodes     ""               "giraffe"          "otter"             by the lowest key that may be there  (NodeMap)
 *              |                |                  |
 *   leaf      [ant bee cat]    [giraffe hen]      [otter pig yak]     packed, never changed, replaced      (Leaf)
 * </pre>
 *
 * <p>To read is to find the node, take its leaf, and search it; nobody has to wait. That is linearizable: a leaf is
 * replaced by one that differs in one change; and a node that is cut in two, or taken away, is not changed any more, so
 * that who has found it before sees its keys as they were at that moment.
 *
 * <p><b>Threads.</b> Any may read. One at a time may change.
 */
final class KeyIndex {
    /** A leaf with more keys is cut in two. A larger one costs fewer objects, and a longer copy for each change. */
    private static final int MOST = 64;

    /** How full leaves are made where many are made at once; room for what comes later. */
    private static final int FULL = 48;

    private final NodeMap nodes = new NodeMap();

    /** How many keys there are. Only those who change it set it. */
    private volatile long size;

    long size() {
        return size;
    }

    /** Where the record of {@code key} is; null if the key has no value. */
    @Nullable
    LogPointer get(Bytes key) {
        Leaf leaf = nodes.get(key).leaf;
        int at = leaf.find(key);
        return at < 0 ? null : leaf.place(at);
    }

    /** From now on the record of {@code key} is at {@code place}. Where it was; null if the key is new. */
    @Nullable
    LogPointer put(Bytes key, LogPointer place) {
        Node node = nodes.get(key);
        Leaf leaf = node.leaf;
        int at = leaf.find(key);
        if (at >= 0) {
            node.leaf = leaf.with(at, place);
            return leaf.place(at);
        }
        insert(key, place, node, -(at + 1));
        size = size + 1;
        return null;
    }

    private void insert(Bytes key, LogPointer place, Node node, int at) {
        Leaf more = node.leaf.insert(at, key, place);
        if (more.size() <= MOST) {
            node.leaf = more;
            return;
        }
        // Rising keys, one behind the other: the leaves behind them stay full.
        boolean rising = at == more.size() - 1 && nodes.find(key).nextLow() == null;
        int middle = rising ? at : more.size() / 2;
        nodes.replace(key, List.of(more.part(0, middle), more.part(middle, more.size())));
    }

    /** {@code key} has no value any more. Where its record was; null if there was none. */
    @Nullable
    LogPointer remove(Bytes key) {
        Node node = nodes.get(key);
        Leaf leaf = node.leaf;
        int at = leaf.find(key);
        if (at < 0) {
            return null;
        }
        node.leaf = leaf.without(at);
        if (leaf.size() == 1) {
            nodes.remove(key);
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
        Bytes next = from;
        while (next != null) {
            NodeMap.Found found = nodes.find(next);
            Leaf leaf = found.node().leaf;
            int at = leaf.find(next);
            for (int i = at < 0 ? -(at + 1) : at; i < leaf.size(); i++) {
                if (!visitor.test(leaf.keys().key(i), leaf.place(i))) {
                    return;
                }
            }
            next = found.nextLow();
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
            Bytes key = entries.key(next);
            NodeMap.Found found = nodes.find(key);
            Bytes upper = found.nextLow();
            int end = upper == null ? entries.size() : entries.firstFrom(upper, next);
            nodes.replace(key, merge(found.node().leaf, entries, next, end, replaced));
            next = end;
        }
    }

    /** The leaves that take the place of {@code old}; at least one, if an empty one. */
    private List<Leaf> merge(Leaf old, SortedEntries entries, int from, int to, Consumer<LogPointer> replaced) {
        Leaf.Builder building = new Leaf.Builder(FULL);
        List<Leaf> built = new ArrayList<>();
        int copied = 0;
        int added = 0;
        for (int i = from; i < to; i++) {
            long prefix = entries.prefix(i);
            int upTo = copied;
            int order = 1;
            while (upTo < old.size() && (order = entries.compare(i, prefix, old, upTo)) > 0) {
                upTo++;
            }
            copy(old, copied, upTo, building, built);
            copied = upTo;
            if (order == 0) {
                replaced.accept(old.place(copied));
                copied++;
                added--;
            }
            if (entries.isSet(i)) {
                entries.addTo(building, i);
                added++;
                finishFull(building, built);
            }
        }
        copy(old, copied, old.size(), building, built);
        if (building.size() > 0 || built.isEmpty()) {
            built.add(building.build());
        }
        size = size + added;
        return built;
    }

    private static void copy(Leaf old, int from, int to, Leaf.Builder building, List<Leaf> built) {
        int next = from;
        while (next < to) {
            int end = Math.min(to, next + FULL - building.size());
            building.addAll(old, next, end);
            next = end;
            finishFull(building, built);
        }
    }

    private static void finishFull(Leaf.Builder building, List<Leaf> built) {
        if (building.size() == FULL) {
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
        Node node = nodes.get(key);
        Leaf leaf = node.leaf;
        int at = leaf.find(key);
        if (at < 0 || !segments.contains(leaf.place(at).segment())) {
            return false;
        }
        node.leaf = leaf.with(at, place);
        return true;
    }
}
