package kvs.index;

/**
 * A leaf that can be replaced by a newer version of itself. The range of keys that belong to a reference never changes: when
 * its leaf is split, two new references take its place, and the old one stays as it was for readers that have found it.
 */
final class LeafReference {
    volatile Leaf leaf;

    LeafReference(Leaf leaf) {
        this.leaf = leaf;
    }
}
