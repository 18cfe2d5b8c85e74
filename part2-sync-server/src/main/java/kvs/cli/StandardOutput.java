package kvs.cli;

import java.io.BufferedOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import kvs.server.ErrorLine;
import org.jspecify.annotations.Nullable;

/**
 * Standard output, on which the first failed write is the last one. A {@link PrintStream} remembers a failure and goes on:
 * a program would exit with 0 though nothing has arrived, or work for minutes after its reader has gone. This stream throws
 * an {@link OutputException}, which passes through a {@code PrintStream}, at that write and at each later one.
 *
 * <p>Safe for use by several threads behind one {@code PrintStream}, which locks.
 */
final class StandardOutput extends OutputStream {
    /** The exit code when the reader of a pipe has gone: 128 and SIGPIPE, as a shell shows it for other programs. */
    static final int READER_GONE = 128 + 13;

    private static final int BUFFER_BYTES = 8192;

    /** What a process writes to: a link such as {@code pipe:[4711]} on Linux, absent elsewhere. */
    private static final Path TARGET = Path.of("/proc/self/fd/1");

    private final OutputStream out;
    private volatile @Nullable OutputException failure;

    StandardOutput(OutputStream out) {
        this.out = out;
    }

    /** Returns a stream that encodes text in UTF-8, in any locale, and writes out each complete line. */
    PrintStream printer() {
        return new PrintStream(new BufferedOutputStream(this, BUFFER_BYTES), true, StandardCharsets.UTF_8);
    }

    boolean hasFailed() {
        return failure != null;
    }

    /** Reports the failure; returns the exit code. */
    int report(PrintStream err) {
        OutputException failed = failure;
        if (failed == null) {
            return 0;
        }
        if (isClosedPipe(failed.getCause())) {
            // Quietly: the reader has seen what it wanted.
            return READER_GONE;
        }
        err.println("error: " + ErrorLine.of(failed) + "; the output is incomplete");
        return Program.FAILED;
    }

    /** Judges by the words, which depend on the system's language, and by what Linux says about the target. */
    private boolean isClosedPipe(@Nullable Throwable cause) {
        String words = cause == null ? "" : String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
        return words.contains("pipe")
                || words.contains("connection reset")
                || (out instanceof FileOutputStream && isPipe());
    }

    private static boolean isPipe() {
        try {
            String target = Files.readSymbolicLink(TARGET).toString();
            return target.startsWith("pipe:") || target.startsWith("socket:");
        } catch (IOException | UnsupportedOperationException _) {
            return false;
        }
    }

    /** The operation of a stream. */
    private interface Step {
        void run() throws IOException;
    }

    private void attempt(Step step) {
        OutputException before = failure;
        if (before != null) {
            throw before;
        }
        try {
            step.run();
            if (out instanceof PrintStream printer && printer.checkError()) {
                throw new IOException("the disk may be full, or the reader may have gone");
            }
        } catch (IOException e) {
            OutputException failed = new OutputException(e);
            failure = failed;
            throw failed;
        }
    }

    @Override
    public void write(int value) {
        attempt(() -> out.write(value));
    }

    @Override
    public void write(byte[] bytes, int from, int length) {
        attempt(() -> out.write(bytes, from, length));
    }

    @Override
    public void flush() {
        attempt(out::flush);
    }
}
