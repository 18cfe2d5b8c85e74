package kvs.shard;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import kvs.protocol.Bytes;

/** A {@link ValueMap} of plain objects: the readable one, against which the others are measured. */
public final class ObjectMap implements ValueMap {

    /** A key and its value; {@code at} is its index in {@link #order}. */
    private static final class Node {
        final byte[] key;
        byte[] value;
        long expiresAt;
        int at;

        Node(Bytes key, Slice value, int at) {
            this.key = key.toArray();
            this.value = value.copy().toArray();
            this.at = at;
        }
    }

    /** A guess: an object of the map, one here, two arrays and the key's wrapper. */
    private static final int BYTES_PER_NODE = 160;

    private final Map<Bytes, Node> nodes = new HashMap<>();

    /**
     * The same nodes in a row: a scan goes down it. A removed node leaves its place to the last one, which the scan has
     * passed already.
     */
    private final List<Node> order = new ArrayList<>();

    private int expiring;
    private long bytes;

    @Override
    public boolean find(Slice key, Entry into) {
        Node node = nodes.get(key.copy());
        if (node == null) {
            return false;
        }
        fill(into, node);
        return true;
    }

    private static void fill(Entry into, Node node) {
        into.key().set(node.key, 0, node.key.length);
        into.value().set(node.value, 0, node.value.length);
        into.expiresAt(node.expiresAt);
    }

    @Override
    public void put(Slice key, Slice value, long expiresAt) {
        Bytes copy = key.copy();
        Node node = nodes.get(copy);
        if (node == null) {
            node = new Node(copy, value, order.size());
            nodes.put(copy, node);
            order.add(node);
            bytes += node.key.length + BYTES_PER_NODE;
        } else {
            forget(node);
            node.value = value.copy().toArray();
        }
        node.expiresAt = expiresAt;
        bytes += node.value.length;
        expiring += expiresAt == Entry.NEVER ? 0 : 1;
    }

    @Override
    public boolean setExpiry(Slice key, long expiresAt) {
        Node node = nodes.get(key.copy());
        if (node == null) {
            return false;
        }
        expiring += (expiresAt == Entry.NEVER ? 0 : 1) - (node.expiresAt == Entry.NEVER ? 0 : 1);
        node.expiresAt = expiresAt;
        return true;
    }

    private void forget(Node node) {
        bytes -= node.value.length;
        expiring -= node.expiresAt == Entry.NEVER ? 0 : 1;
    }

    @Override
    public boolean remove(Slice key) {
        Node node = nodes.remove(key.copy());
        if (node == null) {
            return false;
        }
        forget(node);
        bytes -= node.key.length + BYTES_PER_NODE;
        Node last = order.removeLast();
        if (last != node) {
            order.set(node.at, last);
            last.at = node.at;
        }
        return true;
    }

    @Override
    public int size() {
        return order.size();
    }

    @Override
    public int expiring() {
        return expiring;
    }

    @Override
    public void clear() {
        nodes.clear();
        order.clear();
        expiring = 0;
        bytes = 0;
    }

    @Override
    public long scan(long cursor, int atLeast, Consumer<Entry> visitor) {
        int at = cursor == 0 ? order.size() : (int) Math.min(cursor, order.size());
        Entry entry = new Entry();
        for (int left = atLeast; at > 0 && left > 0; left--) {
            at--;
            fill(entry, order.get(at));
            visitor.accept(entry);
        }
        return at;
    }

    @Override
    public boolean random(RandomGenerator random, Entry into) {
        if (order.isEmpty()) {
            return false;
        }
        fill(into, order.get(random.nextInt(order.size())));
        return true;
    }

    @Override
    public long bytes() {
        return bytes;
    }

    @Override
    public boolean work(int budget) {
        return false;
    }
}
