package kvs.cluster;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import kvs.io.Disk;

/**
 * The file {@code peers}: the instance of each peer that the node has met.
 *
 * <pre>
 *   content := count:u32 peer*count
 *   peer    := id:u32 instance:u64           by ascending id
 * </pre>
 *
 * <p>{@link CheckedFile} describes the bytes around the content. One thread.
 */
final class PeersFile {
    static final String NAME = "peers";
    private static final int COUNT_BYTES = 4;
    private static final int PEER_BYTES = 12;

    /** More nodes than a cluster ever has. */
    private static final int MAX_PEERS = 100_000;

    private final CheckedFile file;

    PeersFile(Disk disk, Path directory) {
        file = new CheckedFile(
                disk,
                directory.resolve(NAME),
                "kvs-per\n",
                1,
                COUNT_BYTES + MAX_PEERS * PEER_BYTES,
                "tells a peer from one that has lost its data: restore it from a copy; or delete it, if no node of the"
                        + " cluster has lost its data since");
    }

    /** Returns what the file holds; nothing if there is no file. */
    SortedMap<Integer, Long> read() throws IOException {
        SortedMap<Integer, Long> peers = new TreeMap<>();
        ByteBuffer in = file.read();
        if (in == null) {
            return peers;
        }
        if (in.remaining() < COUNT_BYTES) {
            throw file.impossible("expected " + COUNT_BYTES + " bytes or more, found " + in.remaining());
        }
        int count = in.getInt();
        if (in.remaining() != (long) count * PEER_BYTES) {
            throw file.impossible("expected " + count + " peers, found " + in.remaining() + " bytes");
        }
        int last = 0;
        while (in.hasRemaining()) {
            int id = in.getInt();
            if (id <= last) {
                throw file.impossible("peer " + id + " comes after " + last + "; ids must ascend from 1");
            }
            peers.put(id, in.getLong());
            last = id;
        }
        return peers;
    }

    void store(SortedMap<Integer, Long> peers) throws IOException {
        ByteBuffer out = ByteBuffer.allocate(COUNT_BYTES + peers.size() * PEER_BYTES);
        out.putInt(peers.size());
        for (Map.Entry<Integer, Long> peer : peers.entrySet()) {
            out.putInt(peer.getKey()).putLong(peer.getValue());
        }
        file.replace(out.array());
    }
}
