package kvs.engine.log;

import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
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
 *   leaf      [bee ant cat]    [giraffe hen]      [pig otter yak]     in the order in which they came      (Leaf)
 * </pre>
 *
 * <p>To read is to find the node, take its leaf, and search it; nobody has to wait. That is linearizable: a leaf changes
 * at one moment, when one number is written; and a leaf that is copied or cut in two, or whose node is taken away, is not
 * changed any more, so that who has found it before sees its keys as they were at that moment.
 *
 * <p><b>Threads.</b> Any may read. One at a time may change.
 */
final class KeyIndex {
    /** How many keys leaves get where many are made at once; so there is room for what comes later. */
    private static final int FULL = Leaf.MOST * 3 / 4;

    private final NodeMap nodes = new NodeMap();

    /** How many keys there are. */
    private final AtomicLong size = new AtomicLong();

    long size() {
        return size.get();
    }

    /** Where the record of {@code key} is; null if the key has no value. */
    @Nullable
    LogPointer get(Bytes key) {
        Leaf leaf = nodes.get(key).leaf;
        return leaf.place(leaf.find(key));
    }

    /** From now on the record of {@code key} is at {@code place}. Where it was; null if the key is new. */
    @Nullable
    LogPointer put(Bytes key, LogPointer place) {
        Leaf leaf = nodes.get(key).leaf;
        int slot = leaf.find(key);
        LogPointer was = leaf.place(slot);
        while (!leaf.put(slot, key, place)) {
            makeRoom(key, place, slot < 0);
            leaf = nodes.get(key).leaf;
            slot = leaf.find(key);
        }
        if (was == null) {
            size.incrementAndGet();
        }
        return was;
    }

    /** In the leaf to which {@code key} belongs: it is copied, or cut if it has many keys and is to get another. */
    private void makeRoom(Bytes key, LogPointer place, boolean isNew) {
        NodeMap.Found found = nodes.find(key);
        Leaf leaf = found.node().leaf;
        if (!isNew || !leaf.isFull()) {
            found.node().leaf = leaf.withRoomFor(key.length());
        } else if (found.nextLow() == null && leaf.endsBelow(key)) {
            // Rising keys, one behind the other: the leaves behind them stay full.
            nodes.replace(key, List.of(leaf.packed(), Leaf.of(key, place)));
        } else {
            nodes.replace(key, leaf.cut());
        }
    }

    /** {@code key} has no value any more. Where its record was; null if there was none. */
    @Nullable
    LogPointer remove(Bytes key) {
        Leaf leaf = nodes.get(key).leaf;
        int slot = leaf.find(key);
        LogPointer was = leaf.place(slot);
        if (was == null) {
            return null;
        }
        leaf.remove(slot);
        if (leaf.live() == 0) {
            nodes.remove(key);
        }
        size.decrementAndGet();
        return was;
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
            for (int slot : leaf.sorted()) {
                Bytes key = leaf.key(slot);
                LogPointer place = key.compareTo(from) < 0 ? null : leaf.place(slot);
                if (place != null && !visitor.test(key, place)) {
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
        LeafBuilder leaves = new LeafBuilder();
        int next = 0;
        while (next < entries.size()) {
            Bytes key = entries.key(next);
            NodeMap.Rewrite page = nodes.rewrite(key);
            while (next < entries.size() && page.has(key)) {
                NodeMap.Found found = page.find(key);
                Bytes upper = found.nextLow();
                int end = upper == null ? entries.size() : entries.firstFrom(upper, next + 1);
                merge(found.node().leaf, entries, next, end, leaves, replaced);
                page.replace(leaves.build());
                next = end;
                key = next == entries.size() ? key : entries.key(next);
            }
            page.commit();
        }
    }

    /** How many keys each leaf gets if there are so many in all: as many as the next. */
    private static int evenly(int keys) {
        int leaves = keys <= Leaf.MOST ? 1 : (keys + FULL - 1) / FULL;
        return Math.max(1, (keys + leaves - 1) / leaves);
    }

    /** Makes the leaves that take the place of {@code old}. */
    private void merge(
            Leaf old, SortedEntries entries, int from, int to, LeafBuilder leaves, Consumer<LogPointer> replaced) {
        Leaf leaf = old.packed();
        int keys = leaf.live();
        leaves.each(evenly(keys + to - from));
        int taken = 0;
        int added = 0;
        for (int i = from; i < to; i++) {
            int slot = entries.find(i, leaf, taken);
            boolean isNew = slot < 0;
            int end = isNew ? ~slot : slot;
            leaves.add(leaf, taken, end);
            taken = end;
            if (!isNew) {
                replaced.accept(Objects.requireNonNull(leaf.place(slot)));
                taken++;
                added--;
            }
            if (entries.isSet(i)) {
                entries.addTo(leaves, i);
                added++;
            }
        }
        leaves.add(leaf, taken, keys);
        size.addAndGet(added);
    }

    /**
     * The record of {@code key} has moved to {@code place}, if it was in one of {@code segments}; else the key has got
     * another since, or none.
     *
     * @return whether it was there
     */
    boolean move(Bytes key, Set<Integer> segments, LogPointer place) {
        Leaf leaf = nodes.get(key).leaf;
        LogPointer at = leaf.place(leaf.find(key));
        if (at == null || !segments.contains(at.segment())) {
            return false;
        }
        put(key, place);
        return true;
    }
}
