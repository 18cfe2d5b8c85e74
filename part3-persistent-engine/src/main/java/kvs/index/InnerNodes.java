package kvs.index;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import kvs.protocol.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * The inner nodes of the tree, two levels of them: they lead from a key to the leaf to which it belongs.
 *
 * <pre>
 *   root    [ ""                    "lion"                ]    separator keys, and a page for each
 *   pages   [ "" "cat" "giraffe" ]  [ "lion" "otter" ... ]     separator keys, and a leaf reference for each
 * </pre>
 *
 * <p>Root and pages are immutable: a change makes a new page, and a new root when a page grows too large. A reader therefore
 * always sees a consistent tree. A page that two others have replaced is reachable only for readers that had found it before.
 *
 * <p><b>Threads.</b> Any may search. One at a time may change.
 */
final class InnerNodes {
    /** A page with more leaves is split. */
    private static final int MAX_LEAVES = 128;

    /** The root's reference to a page: the page changes, the range of keys that belong to it does not. */
    private static final class PageReference {
        volatile Page page;

        PageReference(Page page) {
            this.page = page;
        }
    }

    private record Page(SeparatorKeys separators, LeafReference[] leaves) {}

    private record Root(SeparatorKeys separators, PageReference[] pages) {}

    /** A leaf, and the separator key of the next; null for the last. */
    record Found(LeafReference leaf, @Nullable Bytes next) {}

    private volatile Root root;

    InnerNodes() {
        SeparatorKeys separators = new SeparatorKeys(List.of(Bytes.EMPTY));
        Page page = new Page(separators, new LeafReference[] {new LeafReference(new Leaf())});
        root = new Root(separators, new PageReference[] {new PageReference(page)});
    }

    /** Returns the leaf to which {@code key} belongs. */
    LeafReference get(byte[] key) {
        Root top = root;
        Page page = top.pages[top.separators.floor(key)].page;
        return page.leaves[page.separators.floor(key)];
    }

    /** Returns the leaf to which {@code key} belongs, and where its keys end. */
    Found find(byte[] key) {
        Root top = root;
        int at = top.separators.floor(key);
        Page page = top.pages[at].page;
        return found(top, at, page, page.separators.floor(key));
    }

    private static Found found(Root top, int at, Page page, int i) {
        Bytes next = i + 1 < page.separators.size() ? page.separators.key(i + 1) : end(top, at);
        return new Found(page.leaves[i], next);
    }

    /** Returns the separator key after a page; null for the last page. */
    private static @Nullable Bytes end(Root top, int at) {
        return at + 1 < top.separators.size() ? top.separators.key(at + 1) : null;
    }

    /** Replaces the leaf to which {@code key} belongs by {@code leaves}, at least one. */
    void replace(byte[] key, List<Leaf> leaves) {
        Rewrite page = rewrite(key);
        page.find(key);
        page.replace(leaves);
        page.commit();
    }

    /** Begins to rewrite the page to which {@code key} belongs. */
    Rewrite rewrite(byte[] key) {
        Root top = root;
        return new Rewrite(top, top.separators.floor(key));
    }

    /** Replaces leaves of one page, in ascending order, and makes one new page for all of these changes. */
    final class Rewrite {
        private final Root top;
        private final int at;
        private final Page page;

        private final List<Bytes> separators = new ArrayList<>();
        private final List<LeafReference> leaves = new ArrayList<>();

        /** The number of old leaves that those lists cover, as they were or replaced. */
        private int taken;

        /** The index of the leaf that was found last. */
        private int found;

        private Rewrite(Root top, int at) {
            this.top = top;
            this.at = at;
            this.page = top.pages[at].page;
        }

        /** Returns whether {@code key}, which is not below the page, belongs to it. */
        boolean has(Bytes key) {
            Bytes end = end(top, at);
            return end == null || key.compareTo(end) < 0;
        }

        /** Returns the leaf to which {@code key} belongs; the page {@link #has} the key. */
        Found find(byte[] key) {
            found = page.separators.floor(key);
            return found(top, at, page, found);
        }

        /**
         * Replaces the leaf that was found last by {@code newLeaves}, at least one. A single leaf is visible at once, several
         * after {@link #commit}.
         */
        void replace(List<Leaf> newLeaves) {
            if (newLeaves.size() == 1) {
                page.leaves[found].leaf = newLeaves.getFirst();
                return;
            }
            keepUpTo(found);
            add(page.separators.key(found), new LeafReference(newLeaves.getFirst()));
            for (Leaf leaf : newLeaves.subList(1, newLeaves.size())) {
                add(leaf.lowest(), new LeafReference(leaf));
            }
            taken = found + 1;
        }

        private void keepUpTo(int end) {
            for (; taken < end; taken++) {
                add(page.separators.key(taken), page.leaves[taken]);
            }
        }

        private void add(Bytes separator, LeafReference leaf) {
            separators.add(separator);
            leaves.add(leaf);
        }

        void commit() {
            if (taken > 0) {
                keepUpTo(page.leaves.length);
                put(top, at, separators, leaves);
            }
        }
    }

    /** Removes the leaf to which {@code key} belongs: its range of keys joins that of the leaf before it. */
    void remove(byte[] key) {
        Root top = root;
        int at = top.separators.floor(key);
        Page page = top.pages[at].page;
        int i = page.separators.floor(key);
        if (i == 0) {
            // The range of a page never changes, so it keeps its first leaf, even an empty one.
            return;
        }
        List<Bytes> separators = new ArrayList<>(page.separators.all());
        List<LeafReference> leaves = new ArrayList<>(Arrays.asList(page.leaves));
        separators.remove(i);
        leaves.remove(i);
        put(top, at, separators, leaves);
    }

    /** Replaces the page at {@code at} by a page with these leaves, or by several if there are too many for one. */
    private void put(Root top, int at, List<Bytes> separators, List<LeafReference> leaves) {
        int size = leaves.size();
        if (size <= MAX_LEAVES) {
            top.pages[at].page = page(separators, leaves);
            return;
        }
        int parts = size * 4 / (3 * MAX_LEAVES) + 1;
        List<Bytes> pageSeparators = new ArrayList<>();
        List<PageReference> pages = new ArrayList<>();
        for (int part = 0; part < parts; part++) {
            int from = (int) ((long) size * part / parts);
            int to = (int) ((long) size * (part + 1) / parts);
            pageSeparators.add(separators.get(from));
            pages.add(new PageReference(page(separators.subList(from, to), leaves.subList(from, to))));
        }
        List<Bytes> allSeparators = new ArrayList<>(top.separators.all());
        List<PageReference> allPages = new ArrayList<>(Arrays.asList(top.pages));
        allSeparators.remove(at);
        allPages.remove(at);
        allSeparators.addAll(at, pageSeparators);
        allPages.addAll(at, pages);
        root = new Root(new SeparatorKeys(allSeparators), allPages.toArray(PageReference[]::new));
    }

    private static Page page(List<Bytes> separators, List<LeafReference> leaves) {
        return new Page(new SeparatorKeys(separators), leaves.toArray(LeafReference[]::new));
    }
}
