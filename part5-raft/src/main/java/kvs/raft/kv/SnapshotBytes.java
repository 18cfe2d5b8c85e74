package kvs.raft.kv;

import java.util.Arrays;
import java.util.Iterator;
import java.util.zip.CRC32C;
import kvs.raft.Snapshot;

/** The bytes of a snapshot that arrive in pieces cut anywhere, read as chunks after their lengths. */
final class SnapshotBytes {
    /** The longest chunk that is read. No state machine writes a longer one: see {@link ReplicaOptions}. */
    static final int MAX_CHUNK_BYTES = 256 << 20;

    /** What is allocated at once for a chunk; more only as its bytes arrive, since its length may be damaged. */
    private static final int FIRST_BYTES = 64 << 10;

    private final Snapshot snapshot;
    private final Iterator<byte[]> pieces;
    private final CRC32C checksum = new CRC32C();
    private byte[] piece = {};
    private int at;
    private long offset;
    private long chunkOffset;
    private int checksumBeforeChunk;

    SnapshotBytes(Snapshot snapshot, Iterator<byte[]> pieces) {
        this.snapshot = snapshot;
        this.pieces = pieces;
    }

    /** Returns whether any bytes are left. */
    boolean hasMore() {
        while (at == piece.length) {
            if (!pieces.hasNext()) {
                return false;
            }
            piece = pieces.next();
            at = 0;
        }
        return true;
    }

    /** Returns the next chunk, without its length. */
    byte[] chunk() {
        chunkOffset = offset;
        checksumBeforeChunk = (int) checksum.getValue();
        int length = length();
        byte[] chunk = new byte[Math.min(length, FIRST_BYTES)];
        for (int filled = 0; filled < length; ) {
            needMore("it ends in the middle of a chunk of " + length + " bytes");
            if (filled == chunk.length) {
                chunk = Arrays.copyOf(chunk, (int) Math.min(length, 2L * filled));
            }
            int count = Math.min(chunk.length - filled, piece.length - at);
            System.arraycopy(piece, at, chunk, filled, count);
            skip(count);
            filled += count;
        }
        return chunk;
    }

    private int length() {
        int length = 0;
        for (int shift = 0; shift < 35; shift += 7) {
            needMore("it ends before its end chunk");
            byte next = piece[at];
            skip(1);
            if (shift == 28 && next > 7) {
                break;
            }
            length |= (next & 0x7f) << shift;
            if (next >= 0) {
                if (length > MAX_CHUNK_BYTES) {
                    break;
                }
                return length;
            }
        }
        throw damaged("the length of the chunk is more than " + MAX_CHUNK_BYTES);
    }

    private void needMore(String otherwise) {
        if (!hasMore()) {
            throw damaged(otherwise);
        }
    }

    private void skip(int count) {
        checksum.update(piece, at, count);
        at += count;
        offset += count;
    }

    /** Returns the CRC-32C of all bytes before the latest chunk's length. */
    int checksumBeforeChunk() {
        return checksumBeforeChunk;
    }

    /** Returns an exception that names the latest chunk. */
    DamagedSnapshotException damaged(String problem) {
        return new DamagedSnapshotException(snapshot, chunkOffset, problem);
    }
}
