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
        int i = page.lows.floor(key);
        Bytes next = null;
        if (i + 1 < page.lows.size()) {
            next = page.lows.key(i + 1);
        } else if (at + 1 < top.lows.size()) {
            next = top.lows.key(at + 1);
        }
        return new Found(page.nodes[i], next);
    }

    /** Puts {@code leaves}, two or more, in the place of the node to which {@code key} belongs. */
    void replace(Bytes key, List<Leaf> leaves) {
        Root top = root;
        int at = top.lows.floor(key);
        Page page = top.places[at].page;
        int i = page.lows.floor(key);
        int size = page.nodes.length + leaves.size() - 1;
        List<Bytes> lows = new ArrayList<>(size);
        List<Node> nodes = new ArrayList<>(size);
        lows.addAll(page.lows.all().subList(0, i + 1));
        nodes.addAll(Arrays.asList(page.nodes).subList(0, i));
        nodes.add(new Node(leaves.getFirst()));
        for (Leaf leaf : leaves.subList(1, leaves.size())) {
            lows.add(leaf.lowest());
            nodes.add(new Node(leaf));
        }
        lows.addAll(page.lows.all().subList(i + 1, page.nodes.length));
        nodes.addAll(Arrays.asList(page.nodes).subList(i + 1, page.nodes.length));
        put(top, at, lows, nodes);
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
