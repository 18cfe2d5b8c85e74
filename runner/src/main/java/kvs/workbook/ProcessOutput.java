package kvs.workbook;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Standard output of the workbook: the first failed write ends the program, where a {@link PrintStream} would go on. The
 * programs of the parts have {@code kvs.cli.StandardOutput}, which this module cannot use.
 */
final class ProcessOutput extends OutputStream {
    /** The exit code when the reader of a pipe has gone: 128 and SIGPIPE. */
    private static final int READER_GONE = 128 + 13;

    /** What a process writes to: a link such as {@code pipe:[4711]} on Linux, absent elsewhere. */
    private static final Path TARGET = Path.of("/proc/self/fd/1");

    private final OutputStream out;
    private final Path target;
    private @Nullable Failed failure;

    /** A failed write. */
    static final class Failed extends RuntimeException {
        private static final long serialVersionUID = 1;

        Failed(IOException cause) {
            super(cause);
        }
    }

    ProcessOutput() {
        this(new FileOutputStream(FileDescriptor.out), TARGET);
    }

    /** @param target the link that names what {@code out} writes to, which need not exist */
    ProcessOutput(OutputStream out, Path target) {
        this.out = out;
        this.target = target;
    }

    /** Returns {@code exitCode}, or that of a failure, which it reports. */
    int exitCode(int exitCode, PrintStream err) {
        if (failure == null) {
            return exitCode;
        }
        Throwable cause = failure.getCause();
        String words = cause == null ? "" : String.valueOf(cause.getMessage());
        if (isClosedPipe(words.toLowerCase(Locale.ROOT))) {
            return READER_GONE;
        }
        err.println("error: could not write to standard output: " + words + "; the output is incomplete");
        return 1;
    }

    /** Judges by the words, which depend on the system's language, and by what Linux says about the target. */
    private boolean isClosedPipe(String words) {
        return words.contains("pipe") || words.contains("connection reset") || isPipe();
    }

    private boolean isPipe() {
        try {
            String name = Files.readSymbolicLink(target).toString();
            return name.startsWith("pipe:") || name.startsWith("socket:");
        } catch (IOException | UnsupportedOperationException _) {
            return false;
        }
    }

    private void requireUnbroken() {
        if (failure != null) {
            throw failure;
        }
    }

    @Override
    public void write(int value) {
        write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) {
        requireUnbroken();
        try {
            out.write(bytes, from, length);
        } catch (IOException e) {
            failure = new Failed(e);
            throw failure;
        }
    }
}
