package kvs.workbook;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Standard output of the workbook: the first failed write ends the program, where a {@link PrintStream} would go on. The
 * programs of the parts have {@code kvs.cli.StandardOutput}, which this module cannot use.
 */
final class ProcessOutput extends OutputStream {
    /** The exit code when the reader of a pipe has gone: 128 and SIGPIPE. */
    private static final int READER_GONE = 128 + 13;

    private final OutputStream out;
    private @Nullable Failed failure;

    /** A failed write. */
    static final class Failed extends RuntimeException {
        private static final long serialVersionUID = 1;

        Failed(IOException cause) {
            super(cause);
        }
    }

    ProcessOutput() {
        this(new FileOutputStream(FileDescriptor.out));
    }

    ProcessOutput(OutputStream out) {
        this.out = out;
    }

    /** Returns {@code exitCode}, or that of a failure, which it reports. */
    int exitCode(int exitCode, PrintStream err) {
        if (failure == null) {
            return exitCode;
        }
        Throwable cause = failure.getCause();
        String words = cause == null ? "" : String.valueOf(cause.getMessage());
        if (words.toLowerCase(Locale.ROOT).contains("pipe")) {
            return READER_GONE;
        }
        err.println("error: could not write to standard output: " + words + "; the output is incomplete");
        return 1;
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
