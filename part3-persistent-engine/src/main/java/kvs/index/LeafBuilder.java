package kvs.index;

import java.util.ArrayList;
import java.util.List;

/** Builds leaves from keys in ascending order, without spare room. */
final class LeafBuilder {
    private final List<Leaf> leaves = new ArrayList<>();
    private Leaf building = new Leaf(Leaf.MAX_KEYS, 64 * Leaf.MAX_KEYS);
    private int keysPerLeaf = Leaf.MAX_KEYS;

    /** Sets the number of keys per leaf, {@link Leaf#MAX_KEYS} at most; the last leaf takes the remainder. */
    void keysPerLeaf(int keys) {
        keysPerLeaf = keys;
    }

    /** Adds a packed entry. */
    void add(byte[] entries, int start, int end) {
        makeRoom(end - start);
        building.addFrom(entries, start, end);
    }

    /** Adds the slots from {@code from} to {@code to} of a leaf that is {@linkplain Leaf#packed packed}. */
    void add(Leaf packed, int from, int to) {
        int at = from;
        while (at < to) {
            int end = Math.min(to, at + (building.live() == keysPerLeaf ? keysPerLeaf : keysPerLeaf - building.live()));
            makeRoom(packed.entryBytes(at, end));
            building.addFrom(packed, at, end);
            at = end;
        }
    }

    /** Makes room for {@code bytes} bytes of entries, and for at least one entry. */
    private void makeRoom(int bytes) {
        if (building.live() == keysPerLeaf) {
            finish();
        }
        building = building.withRoomToBuild(bytes);
    }

    private void finish() {
        leaves.add(building.takeOut());
    }

    /** Returns the leaves built since the last call; at least one, which may be empty. */
    List<Leaf> build() {
        if (building.live() > 0 || leaves.isEmpty()) {
            finish();
        }
        List<Leaf> built = List.copyOf(leaves);
        leaves.clear();
        return built;
    }
}
