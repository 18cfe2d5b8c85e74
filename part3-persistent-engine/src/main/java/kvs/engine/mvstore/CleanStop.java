package kvs.engine.mvstore;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32C;
import kvs.io.Disk;
import kvs.io.DiskFile;

/**
 * What the file was when the engine was closed: a file of one line, {@code store.mv.stopped}, that is there only while the
 * engine is not open.
 *
 * <pre>
 *   length 24576 crc32c 5a17002c
 * </pre>
 *
 * <p>MVStore starts on a file that has been cut, with the keys that it still finds, and on an empty one, with none. Neither is
 * what it was, and this tells. After a crash there is no such line, and MVStore's own recovery has to do.
 */
final class CleanStop {
    private static final String SUFFIX = ".stopped";
    private static final int PIECE_BYTES = 1 << 20;

    private final Disk disk;
    private final Path file;
    private final Path mark;

    CleanStop(Disk disk, Path file) {
        this.disk = disk;
        this.file = file;
        this.mark = file.resolveSibling(file.getFileName() + SUFFIX);
    }

    /**
     * Compares the file with what it was, and removes the mark: the file is about to change.
     *
     * @throws IOException if it is not what it was; nothing has been changed
     */
    void check() throws IOException {
        if (!Files.exists(mark)) {
            return;
        }
        String then = Files.readString(mark, US_ASCII).strip();
        String now = Files.exists(file) ? describe() : "missing";
        if (!now.equals(then)) {
            throw new IOException(file + " is not what it was when the engine stopped: expected " + then + ", found "
                    + now + "; restore it from a backup, or delete " + mark + " to start with the keys that are left");
        }
        disk.delete(mark);
        disk.forceDirectory(directory());
    }

    /** Stores what the file is, durably. Nothing changes it any more. */
    void write() throws IOException {
        Path draft = mark.resolveSibling(mark.getFileName() + ".tmp");
        disk.delete(draft);
        try (DiskFile out = disk.create(draft)) {
            ByteBuffer line = ByteBuffer.wrap((describe() + "\n").getBytes(US_ASCII));
            while (line.hasRemaining()) {
                out.write(line, line.position());
            }
            out.force();
        } catch (IOException e) {
            disk.delete(draft);
            throw e;
        }
        disk.rename(draft, mark);
        disk.forceDirectory(directory());
    }

    private String describe() throws IOException {
        CRC32C crc = new CRC32C();
        long at = 0;
        ByteBuffer piece = ByteBuffer.allocate(PIECE_BYTES);
        try (DiskFile in = disk.openToRead(file)) {
            while (in.read(piece.clear(), at) > 0) {
                at += piece.position();
                crc.update(piece.flip());
            }
        }
        return "length " + at + " crc32c %08x".formatted(crc.getValue());
    }

    private Path directory() {
        Path parent = file.getParent();
        return parent == null ? Path.of("") : parent;
    }
}
