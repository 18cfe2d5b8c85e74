package kvs.index;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import kvs.log.LogPointer;
import kvs.protocol.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * An index in few objects: a tree with up to 64 keys per leaf, each packed into one byte array.
 *
 * <pre>
 *   inner nodes  ""               "giraffe"          "otter"             separator keys          (InnerNodes)
 *                 |                |                  |
 *   leaves       [bee ant cat]    [giraffe hen]      [pig otter yak]     in order of insertion   (Leaf)
 * </pre>
 *
 * <p>A read finds the leaf reference, takes its leaf, and searches it, without a lock. That is linearizable. A leaf changes at
 * one moment, when one number is written. A leaf that is copied or split, or whose reference is removed, does not change any
 * more: a reader that found it earlier sees its keys as they were at that moment.
 */
final class LeafIndex implements KeyIndex {
    /** Keys per leaf where many leaves are made at once; this leaves room for later keys. */
    private static final int KEYS_PER_LEAF = Leaf.MAX_KEYS * 3 / 4;

    private final InnerNodes nodes = new InnerNodes();

    private final AtomicLong size = new AtomicLong();

    @Override
    public long size() {
        return size.get();
    }

    @Override
    public @Nullable LogPointer get(Bytes key) {
        byte[] array = key.toArray();
        Leaf leaf = nodes.get(array).leaf;
        return leaf.pointer(leaf.find(array));
    }

    @Override
    public @Nullable LogPointer put(Bytes key, LogPointer pointer) {
        byte[] array = key.toArray();
        Leaf leaf = nodes.get(array).leaf;
        int slot = leaf.find(array);
        LogPointer old = leaf.pointer(slot);
        while (!leaf.put(slot, array, pointer)) {
            makeRoom(array, pointer, slot < 0);
            leaf = nodes.get(array).leaf;
            slot = leaf.find(array);
        }
        if (old == null) {
            size.incrementAndGet();
        }
        return old;
    }

    /** Copies the leaf to which {@code key} belongs into one with more room, or splits it if it is full and the key is new. */
    private void makeRoom(byte[] key, LogPointer pointer, boolean isNew) {
        InnerNodes.Found found = nodes.find(key);
        Leaf leaf = found.leaf().leaf;
        if (!isNew || !leaf.isFull()) {
            found.leaf().leaf = leaf.withRoomFor(key.length);
        } else if (found.next() == null && leaf.endsBelow(key)) {
            // Keys that arrive in ascending order: the leaves before this one stay full.
            nodes.replace(key, List.of(leaf.packed(), Leaf.of(key, pointer)));
        } else {
            nodes.replace(key, leaf.split());
        }
    }

    @Override
    public @Nullable LogPointer remove(Bytes key) {
        byte[] array = key.toArray();
        Leaf leaf = nodes.get(array).leaf;
        int slot = leaf.find(array);
        LogPointer old = leaf.pointer(slot);
        if (old == null) {
            return null;
        }
        leaf.remove(slot);
        if (leaf.live() == 0) {
            nodes.remove(array);
        }
        size.decrementAndGet();
        return old;
    }

    @Override
    public void scan(Bytes from, BiPredicate<Bytes, LogPointer> visitor) {
        Bytes next = from;
        while (next != null) {
            InnerNodes.Found found = nodes.find(next.toArray());
            Leaf leaf = found.leaf().leaf;
            for (int slot : leaf.sorted()) {
                Bytes key = leaf.key(slot);
                LogPointer pointer = key.compareTo(from) < 0 ? null : leaf.pointer(slot);
                if (pointer != null && !visitor.test(key, pointer)) {
                    return;
                }
            }
            next = found.next();
        }
    }

    /** Replaces each leaf that the run touches once, by as many as its keys now need. */
    @Override
    public void merge(SortedRun run, Consumer<LogPointer> replaced) {
        LeafBuilder leaves = new LeafBuilder();
        int next = 0;
        while (next < run.size()) {
            Bytes key = run.key(next);
            InnerNodes.Rewrite page = nodes.rewrite(key.toArray());
            while (next < run.size() && page.has(key)) {
                InnerNodes.Found found = page.find(key.toArray());
                Bytes upper = found.next();
                int end = upper == null ? run.size() : run.firstFrom(upper, next + 1);
                merge(found.leaf().leaf, run, next, end, leaves, replaced);
                page.replace(leaves.build());
                next = end;
                key = next == run.size() ? key : run.key(next);
            }
            page.commit();
        }
    }

    /** Adds to {@code leaves} what an old leaf and the keys {@code from} to {@code to} of a run say together. */
    private void merge(Leaf old, SortedRun run, int from, int to, LeafBuilder leaves, Consumer<LogPointer> replaced) {
        Leaf leaf = old.packed();
        int keys = leaf.live();
        leaves.keysPerLeaf(evenly(keys + to - from));
        int taken = 0;
        int added = 0;
        for (int i = from; i < to; i++) {
            int slot = run.find(i, leaf, taken);
            boolean isNew = slot < 0;
            int end = isNew ? ~slot : slot;
            leaves.add(leaf, taken, end);
            taken = end;
            if (!isNew) {
                replaced.accept(Objects.requireNonNull(leaf.pointer(slot)));
                taken++;
                added--;
            }
            if (run.isSet(i)) {
                run.addTo(leaves, i);
                added++;
            }
        }
        leaves.add(leaf, taken, keys);
        size.addAndGet(added);
    }

    /** Returns the number of keys per leaf that spreads {@code keys} evenly. */
    private static int evenly(int keys) {
        int leaves = keys <= Leaf.MAX_KEYS ? 1 : (keys + KEYS_PER_LEAF - 1) / KEYS_PER_LEAF;
        return Math.max(1, (keys + leaves - 1) / leaves);
    }
}
