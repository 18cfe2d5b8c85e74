package kvs.engine.log;

/**
 * A leaf that changes: the index has one for each. The keys that belong to it are the same all its life; a node whose
 * leaf is cut in two is replaced by two others, and stays as it was, for those who have just found it.
 */
final class Node {
    volatile Leaf leaf;

    Node(Leaf leaf) {
        this.leaf = leaf;
    }
}
