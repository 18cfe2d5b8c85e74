package kvs.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.zip.CRC32C;
import kvs.io.Disk;
import kvs.io.DiskFile;
import kvs.raft.Configuration;
import kvs.raft.Entry;
import kvs.raft.EntryId;
import kvs.raft.Payload;
import kvs.raft.Snapshot;
import kvs.raft.kv.EntryCodec;
import kvs.raft.kv.MalformedMessageException;

/**
 * A snapshot on disk. All integers are big-endian.
 *
 * <pre>
 *   file := magic:u64 version:u32 length:u32 name:byte*length content:byte*bytes bytes:u64 crc:u32
 *   name := EntryProto with index and term of the last entry that the snapshot covers, and the configuration as of then
 *   crc  := CRC32C of all bytes before it
 *
 *   6b 76 73 2d 73 6e 70 0a   00 00 00 01   00 00 00 06   08 01 10 01 2a 00
 *   k  v  s  -  s  n  p  \n   version 1     length 6      entry 1@1, no members
 *   61 62 63                  00 00 00 00 00 00 00 03     2b db c9 e1
 *   content                   bytes 3                     crc
 * </pre>
 *
 * <p>What the content means is the state machine's affair. The checksum at the end tells in one pass, without a state
 * machine, whether the file is whole.
 *
 * @param contentAt the offset of the content
 * @param bytes the length of the content
 */
record SnapshotFile(Snapshot snapshot, Path path, long contentAt, long bytes) {
    static final long MAGIC = 0x6b76732d736e700aL;
    static final int VERSION = 1;
    static final int FIXED_BYTES = 16;
    static final int FOOTER_BYTES = 12;
    private static final int CRC_BYTES = 4;
    private static final int MAX_NAME_BYTES = 1 << 20;
    private static final int PIECE_BYTES = 256 << 10;

    /** Returns the same file under another name. */
    SnapshotFile named(Path other) {
        return new SnapshotFile(snapshot, other, contentAt, bytes);
    }

    /** Returns the bytes before the content. */
    static ByteBuffer header(Snapshot snapshot) {
        Payload configuration = new Payload.Reconfigure(snapshot.configuration());
        byte[] name = EntryCodec.encode(
                new Entry(snapshot.last().index(), snapshot.last().term(), configuration));
        ByteBuffer out = ByteBuffer.allocate(FIXED_BYTES + name.length);
        return out.putLong(MAGIC).putInt(VERSION).putInt(name.length).put(name).flip();
    }

    /**
     * Reads the whole file once, and checks it.
     *
     * @throws DamagedFileException if it is not whole
     */
    static SnapshotFile check(Disk disk, Path path) throws IOException {
        try (DiskFile file = disk.openToRead(path)) {
            long size = file.size();
            if (size < FIXED_BYTES + FOOTER_BYTES) {
                throw new DamagedFileException(path, size, "the snapshot ends after " + size + " bytes");
            }
            ByteBuffer end = bytesAt(file, size - FOOTER_BYTES, FOOTER_BYTES);
            long bytes = end.getLong();
            int found = end.getInt();
            int expected = crc(file, size - CRC_BYTES);
            if (expected != found) {
                throw new DamagedFileException(
                        path,
                        size - CRC_BYTES,
                        "the checksum of the snapshot is wrong: expected %08x, found %08x".formatted(expected, found));
            }
            ByteBuffer start = bytesAt(file, 0, FIXED_BYTES);
            long magic = start.getLong();
            int version = start.getInt();
            int length = start.getInt();
            if (magic != MAGIC || version != VERSION) {
                // Its checksum is right, so nothing has been damaged: it is no reason to ask the leader for another.
                throw new IOException(path + " at offset 0: this is not a snapshot of format version " + VERSION
                        + "; start the program that wrote it");
            }
            if (length < 0 || length > MAX_NAME_BYTES || FIXED_BYTES + length + bytes + FOOTER_BYTES != size) {
                throw new DamagedFileException(
                        path,
                        FIXED_BYTES - 4,
                        "a name of " + length + " bytes and a content of " + bytes + " do not fit a file of " + size);
            }
            Snapshot snapshot = name(path, bytesAt(file, FIXED_BYTES, length).array());
            return new SnapshotFile(snapshot, path, FIXED_BYTES + length, bytes);
        }
    }

    private static Snapshot name(Path path, byte[] name) throws IOException {
        try {
            Entry last = EntryCodec.decode(name);
            if (last.payload() instanceof Payload.Reconfigure(Configuration configuration)) {
                return new Snapshot(new EntryId(last.index(), last.term()), configuration);
            }
        } catch (MalformedMessageException e) {
            throw new DamagedFileException(path, FIXED_BYTES, "the snapshot's name cannot be read: " + e.getMessage());
        }
        throw new DamagedFileException(path, FIXED_BYTES, "the snapshot's name has no configuration");
    }

    private static int crc(DiskFile file, long bytes) throws IOException {
        CRC32C crc = new CRC32C();
        ByteBuffer piece = ByteBuffer.allocate((int) Math.min(bytes, PIECE_BYTES));
        for (long at = 0; at < bytes; at += piece.limit()) {
            piece.clear().limit((int) Math.min(piece.capacity(), bytes - at));
            file.readFully(piece, at);
            crc.update(piece.flip());
        }
        return (int) crc.getValue();
    }

    private static ByteBuffer bytesAt(DiskFile file, long at, int bytes) throws IOException {
        ByteBuffer in = ByteBuffer.allocate(bytes);
        file.readFully(in, at);
        return in.flip();
    }

    /** Returns up to {@code maxBytes} of the content, from {@code offset} on. */
    byte[] read(DiskFile file, long offset, int maxBytes) throws IOException {
        return bytesAt(file, contentAt + offset, (int) Math.min(maxBytes, bytes - offset))
                .array();
    }

    /** Returns the content, read as the caller goes. The file is closed after the last piece. */
    Iterator<byte[]> content(DiskFile file) {
        return new Iterator<>() {
            private long at;

            @Override
            public boolean hasNext() {
                return at < bytes;
            }

            @Override
            public byte[] next() {
                if (!hasNext()) {
                    throw new NoSuchElementException("the snapshot ends here");
                }
                try {
                    byte[] piece = read(file, at, PIECE_BYTES);
                    at += piece.length;
                    if (at == bytes) {
                        file.close();
                    }
                    return piece;
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        };
    }
}
