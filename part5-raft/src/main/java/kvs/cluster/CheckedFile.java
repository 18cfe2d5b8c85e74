package kvs.cluster;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.zip.CRC32C;
import kvs.io.Disk;
import kvs.io.DiskFile;
import org.jspecify.annotations.Nullable;

/**
 * A small file that is replaced as a whole: a reader finds the old content or the new one, or notices that it is damaged.
 * All integers are big-endian.
 *
 * <pre>
 *   file := magic:u64 version:u32 length:u32 content:byte*length crc:u32
 *   crc  := CRC32C of all bytes before it
 *
 *   6b 76 73 2d 70 65 72 0a   00 00 00 01   00 00 00 04   00 00 00 00   3b e7 db d5
 *   k  v  s  -  p  e  r  \n   version 1     length 4      no peers      crc
 * </pre>
 *
 * <p>The new content is written beside the old one and forced, then renamed over it, then the directory is forced.
 *
 * @param magic eight characters, by which a program recognizes the file
 * @param maxBytes the longest content
 * @param remedy what the operator can do if the file is damaged; the end of a sentence that begins with "the file"
 */
record CheckedFile(Disk disk, Path path, String magic, int version, int maxBytes, String remedy) {
    private static final int FIXED_BYTES = 16;
    private static final int CRC_BYTES = 4;

    /** Returns the name under which the new content is written. */
    static String draftOf(String name) {
        return name + ".tmp";
    }

    private Path draft() {
        return path.resolveSibling(draftOf(String.valueOf(path.getFileName())));
    }

    /**
     * Returns the content; null if there is no such file.
     *
     * @throws IOException also if the file is not as {@link #replace} writes it
     */
    @Nullable
    ByteBuffer read() throws IOException {
        ByteBuffer in;
        try (DiskFile file = disk.openToRead(path)) {
            long size = file.size();
            if (size < FIXED_BYTES + CRC_BYTES || size > FIXED_BYTES + CRC_BYTES + maxBytes) {
                throw damaged(
                        0,
                        "expected " + (FIXED_BYTES + CRC_BYTES) + " to " + (FIXED_BYTES + CRC_BYTES + maxBytes)
                                + " bytes, found " + size);
            }
            in = ByteBuffer.allocate((int) size);
            file.readFully(in, 0);
        } catch (NoSuchFileException _) {
            return null;
        }
        return checked(in.flip());
    }

    private ByteBuffer checked(ByteBuffer in) throws IOException {
        if (in.getLong() != magicNumber()) {
            throw damaged(0, "the file does not begin with \"" + magic.replace("\n", "\\n") + "\"");
        }
        int crcAt = in.limit() - CRC_BYTES;
        int expected = crc(in.duplicate().position(0).limit(crcAt));
        if (in.getInt(crcAt) != expected) {
            throw damaged(
                    crcAt, "the checksum is wrong: expected %08x, found %08x".formatted(expected, in.getInt(crcAt)));
        }
        int found = in.getInt();
        if (found != version) {
            throw new IOException(path + " at offset 8: the file has format version " + Integer.toUnsignedString(found)
                    + ", this program reads version " + version + "; start the program that wrote it");
        }
        int length = in.getInt();
        if (length != crcAt - FIXED_BYTES) {
            throw damaged(12, "expected a content of " + (crcAt - FIXED_BYTES) + " bytes, found the length " + length);
        }
        return in.limit(crcAt).slice();
    }

    private long magicNumber() {
        return ByteBuffer.wrap(magic.getBytes(US_ASCII)).getLong();
    }

    private static int crc(ByteBuffer bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes);
        return (int) crc.getValue();
    }

    /** Returns an exception for the bytes at {@code offset} of the file. */
    IOException damaged(long offset, String problem) {
        return new DamagedFileException(path, offset, problem + "; the file " + remedy);
    }

    /** Returns an exception for content that is intact but impossible. */
    IOException impossible(String problem) {
        return damaged(FIXED_BYTES, problem);
    }

    /**
     * Replaces the content, durably. If this fails before the rename, as on a full disk, the old content stays, and the call
     * may be repeated; not after a {@link kvs.io.ForceFailedException}.
     */
    void replace(byte[] content) throws IOException {
        if (content.length > maxBytes) {
            throw new IOException(
                    path + ": " + content.length + " bytes cannot be stored, the file holds at most " + maxBytes);
        }
        ByteBuffer out = ByteBuffer.allocate(FIXED_BYTES + content.length + CRC_BYTES);
        out.putLong(magicNumber()).putInt(version).putInt(content.length).put(content);
        out.putInt(crc(out.duplicate().flip())).flip();
        Path draft = draft();
        disk.delete(draft);
        try {
            try (DiskFile file = disk.create(draft)) {
                writeAll(file, out, 0);
                file.force();
            }
            disk.rename(draft, path);
        } catch (IOException | RuntimeException e) {
            deleteAfter(e, disk, draft);
            throw e;
        }
        disk.forceDirectory(directory());
    }

    private Path directory() {
        Path parent = path.getParent();
        return parent == null ? Path.of("") : parent;
    }

    /** Deletes a file that could not be finished; a failure of that is added to {@code failure}. */
    static void deleteAfter(Exception failure, Disk disk, Path file) {
        try {
            disk.delete(file);
        } catch (IOException left) {
            failure.addSuppressed(left);
        }
    }

    /** Writes everything that remains in {@code bytes} to the file, from offset {@code at} on. */
    static void writeAll(DiskFile file, ByteBuffer bytes, long at) throws IOException {
        long next = at;
        while (bytes.hasRemaining()) {
            next += file.write(bytes, next);
        }
    }
}
