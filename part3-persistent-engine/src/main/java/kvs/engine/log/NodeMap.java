package kvs.engine.log;

import java.util.ArrayList;
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

    private record Page(KeyBlock lows, Node[] nodes) {}

    private record Root(KeyBlock lows, Place[] places) {}

    /** A node, and the lowest key of the next; null for the last. */
    record Found(Node node, @Nullable Bytes nextLow) {}

    private volatile Root root;

    NodeMap() {
        Page page = new Page(KeyBlock.EMPTY.insert(0, Bytes.EMPTY), new Node[] {new Node(Leaf.EMPTY)});
        root = new Root(page.lows, new Place[] {new Place(page)});
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
        int i = page.lows.floor(key);
        Bytes next = null;
        if (i + 1 < page.lows.size()) {
            next = page.lows.key(i + 1);
        } else if (at + 1 < top.lows.size()) {
            next = top.lows.key(at + 1);
        }
        return new Found(page.nodes[i], next);
    }

    /** Puts {@code leaves}, one or more, in the place of the node to which {@code key} belongs. */
    void replace(Bytes key, List<Leaf> leaves) {
        Root top = root;
        int at = top.lows.floor(key);
        Page page = top.places[at].page;
        int i = page.lows.floor(key);
        KeyBlock.Builder lows = new KeyBlock.Builder(page.lows.size() + leaves.size(), 0);
        List<Node> nodes = new ArrayList<>();
        lows.addAll(page.lows, 0, i + 1);
        nodes.addAll(List.of(page.nodes).subList(0, i));
        nodes.add(new Node(leaves.getFirst()));
        for (Leaf leaf : leaves.subList(1, leaves.size())) {
            lows.add(leaf.keys().key(0));
            nodes.add(new Node(leaf));
        }
        lows.addAll(page.lows, i + 1, page.lows.size());
        nodes.addAll(List.of(page.nodes).subList(i + 1, page.nodes.length));
        put(top, at, new Page(lows.build(), nodes.toArray(Node[]::new)));
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
        List<Node> nodes = new ArrayList<>(List.of(page.nodes));
        nodes.remove(i);
        put(top, at, new Page(page.lows.without(i), nodes.toArray(Node[]::new)));
    }

    private void put(Root top, int at, Page page) {
        int size = page.nodes.length;
        if (size <= MOST) {
            top.places[at].page = page;
            return;
        }
        int parts = size * 4 / (3 * MOST) + 1;
        KeyBlock.Builder lows = new KeyBlock.Builder(top.lows.size() + parts, 0);
        List<Place> places = new ArrayList<>(List.of(top.places).subList(0, at));
        lows.addAll(top.lows, 0, at);
        for (int part = 0; part < parts; part++) {
            int from = (int) ((long) size * part / parts);
            int to = (int) ((long) size * (part + 1) / parts);
            lows.addAll(page.lows, from, from + 1);
            places.add(new Place(new Page(
                    page.lows.part(from, to),
                    List.of(page.nodes).subList(from, to).toArray(Node[]::new))));
        }
        lows.addAll(top.lows, at + 1, top.lows.size());
        places.addAll(List.of(top.places).subList(at + 1, top.places.length));
        root = new Root(lows.build(), places.toArray(Place[]::new));
    }
}
