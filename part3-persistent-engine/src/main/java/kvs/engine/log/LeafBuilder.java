package kvs.engine.log;

import java.util.ArrayList;
import java.util.List;

/** Puts leaves together from rising keys, without room to spare. */
final class LeafBuilder {
    private final List<Leaf> leaves = new ArrayList<>();
    private Leaf building = new Leaf(Leaf.MOST, 64 * Leaf.MOST);
    private int most = Leaf.MOST;

    /** So many keys go into each of the next leaves, and the rest into the last; no more than {@link Leaf#MOST}. */
    void each(int keys) {
        most = keys;
    }

    void add(byte[] cells, int start, int end) {
        makeRoom(end - start);
        building.addFrom(cells, start, end);
    }

    /** Of a leaf that is {@linkplain Leaf#packed}, the slots from {@code from} to {@code to}. */
    void add(Leaf packed, int from, int to) {
        int at = from;
        while (at < to) {
            int end = Math.min(to, at + (building.live() == most ? most : most - building.live()));
            makeRoom(packed.cellBytes(at, end));
            building.addFrom(packed, at, end);
            at = end;
        }
    }

    /** For so many bytes of cells, and one at least. */
    private void makeRoom(int bytes) {
        if (building.live() == most) {
            finish();
        }
        building = building.withRoomToBuild(bytes);
    }

    private void finish() {
        leaves.add(building.takeOut());
    }

    /** Those that have been put together; one at least, if an empty one. */
    List<Leaf> build() {
        if (building.live() > 0 || leaves.isEmpty()) {
            finish();
        }
        List<Leaf> built = List.copyOf(leaves);
        leaves.clear();
        return built;
    }
}
