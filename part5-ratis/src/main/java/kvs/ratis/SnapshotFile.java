package kvs.ratis;

import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.Iterator;
import java.util.NoSuchElementException;
import kvs.io.Disk;
import kvs.io.RealDisk;
import org.apache.ratis.io.MD5Hash;
import org.apache.ratis.server.storage.FileInfo;
import org.apache.ratis.util.MD5FileUtil;

/** A snapshot's file: the bytes that {@link kvs.raft.kv.FrozenSnapshot} describes, under the name that Ratis gives it. */
final class SnapshotFile {
    private static final int PIECE_BYTES = 64 << 10;
    private static final Disk DISK = new RealDisk();

    private SnapshotFile() {}

    /** Writes the file under another name, forces it, and renames it; then writes its MD5 beside it, as Ratis wants it. */
    static FileInfo write(Path file, Iterator<byte[]> chunks) throws IOException {
        MessageDigest digest = MD5FileUtil.newMD5();
        Path draft = file.resolveSibling(file.getFileName() + ".tmp");
        try (FileChannel out = FileChannel.open(
                draft, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            while (chunks.hasNext()) {
                byte[] chunk = chunks.next();
                digest.update(chunk);
                ByteBuffer left = ByteBuffer.wrap(chunk);
                while (left.hasRemaining()) {
                    out.write(left);
                }
            }
            out.force(true);
        }
        DISK.rename(draft, file);
        MD5Hash md5 = MD5Hash.newInstance(digest.digest());
        MD5FileUtil.saveMD5File(file.toFile(), md5);
        DISK.forceDirectory(directoryOf(file));
        return new FileInfo(file, md5);
    }

    /** Forces a file that Ratis has received and not forced, and its name. */
    static void force(Path file) throws IOException {
        try (FileChannel received = FileChannel.open(file, StandardOpenOption.WRITE)) {
            received.force(true);
        }
        Path directory = directoryOf(file);
        DISK.forceDirectory(directory);
        DISK.forceDirectory(directoryOf(directory));
    }

    private static Path directoryOf(Path path) throws IOException {
        Path parent = path.toAbsolutePath().getParent();
        if (parent == null) {
            throw new IOException(path + " has no directory");
        }
        return parent;
    }

    /** Returns the bytes of the file, in pieces. The caller closes it. */
    static Content open(Path file) throws IOException {
        return new Content(new BufferedInputStream(Files.newInputStream(file), PIECE_BYTES));
    }

    /** The bytes of a file. An error of the disk is an {@link UncheckedIOException}. */
    static final class Content implements Iterator<byte[]>, Closeable {
        private final InputStream in;
        private byte[] next;

        private Content(InputStream in) throws IOException {
            this.in = in;
            this.next = in.readNBytes(PIECE_BYTES);
        }

        @Override
        public boolean hasNext() {
            return next.length > 0;
        }

        @Override
        public byte[] next() {
            if (!hasNext()) {
                throw new NoSuchElementException();
            }
            byte[] piece = next;
            try {
                next = in.readNBytes(PIECE_BYTES);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return piece;
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}
