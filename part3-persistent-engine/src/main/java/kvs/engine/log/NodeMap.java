package kvs.engine.log;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import kvs.protocol.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * Nodes by the lowest key that may be in each: the inner part of a tree, of two levels.
 *
 * <pre>
 *   root    [ ""                    "lion"                ]    lowest keys, and a page for each
 *   pages   [ "" "cat" "giraffe" ]  [ "lion" "otter" ... ]     lowest keys, and a node for each
 * </pre>
 *
 * <p>Root and pages are never changed: a change makes another page, and where one gets too full, another root. So who
 * reads sees all of it at one moment. A page that has been replaced by two is reached only by those who had found it
 * before.
 *
 * <p><b>Threads.</b> Any may look. One at a time may change.
 */
final class NodeMap {
    /** A page with more nodes is cut in two. */
    private static final int MOST = 128;

    /** Where in the root a page is: it changes, the keys that belong to it do not. */
    private static final class Place {
        volatile Page page;

        Place(Page page) {
            this.page = page;
        }
    }

    private record Page(LowKeys lows, Node[] nodes) {}

    private record Root(LowKeys lows, Place[] places) {}

    /** A node, and the lowest key of the next; null for the last. */
    record Found(Node node, @Nullable Bytes nextLow) {}

    private volatile Root root;

    NodeMap() {
        LowKeys lows = new LowKeys(List.of(Bytes.EMPTY));
        root = new Root(lows, new Place[] {new Place(new Page(lows, new Node[] {new Node(new Leaf())}))});
    }

    /** The node to which {@code key} belongs. */
    Node get(Bytes key) {
        Root top = root;
        Page page = top.places[top.lows.floor(key)].page;
        return page.nodes[page.lows.floor(key)];
    }

    /** The same, and where its keys end. */
    Found find(Bytes key) {
        Root top = root;
        int at = top.lows.floor(key);
        Page page = top.places[at].page;
        return found(top, at, page, page.lows.floor(key));
    }

    private static Found found(Root top, int at, Page page, int i) {
        Bytes next = i + 1 < page.lows.size() ? page.lows.key(i + 1) : end(top, at);
        return new Found(page.nodes[i], next);
    }

    /** Where the keys of a page end. */
    private static @Nullable Bytes end(Root top, int at) {
        return at + 1 < top.lows.size() ? top.lows.key(at + 1) : null;
    }

    /** Puts {@code leaves}, one at least, in the place of the node to which {@code key} belongs. */
    void replace(Bytes key, List<Leaf> leaves) {
        Rewrite page = rewrite(key);
        page.find(key);
        page.replace(leaves);
        page.commit();
    }

    /** Of the page to which {@code key} belongs. */
    Rewrite rewrite(Bytes key) {
        Root top = root;
        return new Rewrite(top, top.lows.floor(key));
    }

    /** Replaces nodes of one page, from the first to the last. Another page is made of it once, and not for each. */
    final class Rewrite {
        private final Root top;
        private final int at;
        private final Page page;

        private final List<Bytes> lows = new ArrayList<>();
        private final List<Node> nodes = new ArrayList<>();

        /** So many nodes of the page are in those lists, or what takes their place. */
        private int taken;

        /** The node that was found last. */
        private int found;

        private Rewrite(Root top, int at) {
            this.top = top;
            this.at = at;
            this.page = top.places[at].page;
        }

        /** Whether {@code key}, which is not below the page, belongs to it. */
        boolean has(Bytes key) {
            Bytes end = end(top, at);
            return end == null || key.compareTo(end) < 0;
        }

        /** The node to which {@code key} belongs, which the page {@link #has}. */
        Found find(Bytes key) {
            found = page.lows.floor(key);
            return found(top, at, page, found);
        }

        /**
         * Puts {@code leaves}, one at least, in the place of the node that was found last; one is seen at once, several when
         * all is {@linkplain #commit done}.
         */
        void replace(List<Leaf> leaves) {
            if (leaves.size() == 1) {
                page.nodes[found].leaf = leaves.getFirst();
                return;
            }
            take(found);
            add(page.lows.key(found), new Node(leaves.getFirst()));
            for (Leaf leaf : leaves.subList(1, leaves.size())) {
                add(leaf.lowest(), new Node(leaf));
            }
            taken = found + 1;
        }

        /** Leaves nodes as they are, up to this one. */
        private void take(int end) {
            for (; taken < end; taken++) {
                add(page.lows.key(taken), page.nodes[taken]);
            }
        }

        private void add(Bytes low, Node node) {
            lows.add(low);
            nodes.add(node);
        }

        void commit() {
            if (taken > 0) {
                take(page.nodes.length);
                put(top, at, lows, nodes);
            }
        }
    }

    /** Takes away the node to which {@code key} belongs: its keys belong to the one before it. */
    void remove(Bytes key) {
        Root top = root;
        int at = top.lows.floor(key);
        Page page = top.places[at].page;
        int i = page.lows.floor(key);
        if (i == 0) {
            // The page's keys belong to it all its life, so that it needs a first node, if an empty one.
            return;
        }
        List<Bytes> lows = new ArrayList<>(page.lows.all());
        List<Node> nodes = new ArrayList<>(Arrays.asList(page.nodes));
        lows.remove(i);
        nodes.remove(i);
        put(top, at, lows, nodes);
    }

    /** A page with these, or several, in the place of the one at {@code at}. */
    private void put(Root top, int at, List<Bytes> lows, List<Node> nodes) {
        int size = nodes.size();
        if (size <= MOST) {
            top.places[at].page = page(lows, nodes);
            return;
        }
        int parts = size * 4 / (3 * MOST) + 1;
        List<Bytes> pageLows = new ArrayList<>();
        List<Place> places = new ArrayList<>();
        for (int part = 0; part < parts; part++) {
            int from = (int) ((long) size * part / parts);
            int to = (int) ((long) size * (part + 1) / parts);
            pageLows.add(lows.get(from));
            places.add(new Place(page(lows.subList(from, to), nodes.subList(from, to))));
        }
        List<Bytes> allLows = new ArrayList<>(top.lows.all());
        List<Place> allPlaces = new ArrayList<>(Arrays.asList(top.places));
        allLows.remove(at);
        allPlaces.remove(at);
        allLows.addAll(at, pageLows);
        allPlaces.addAll(at, places);
        root = new Root(new LowKeys(allLows), allPlaces.toArray(Place[]::new));
    }

    private static Page page(List<Bytes> lows, List<Node> nodes) {
        return new Page(new LowKeys(lows), nodes.toArray(Node[]::new));
    }
}
