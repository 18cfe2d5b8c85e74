package kvs.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;

/**
 * Writes zeros past the end of a file, where a window is to be mapped. While one window is filled with records, a helper
 * thread writes the zeros for the next: the memory for them may be new to the whole machine, and then costs more than
 * everything else.
 *
 * <p>The zeros are written in pieces that end at multiples of {@link #PIECE_BYTES}. Linux keeps what one call writes in as
 * large a page as it can, and maps that page whole at its first use, unless it lies across two page tables, as a piece of
 * 1 MiB does half of the time: then the system is entered for every 4 KiB, and goes through the whole large page each time
 * (docs/decisions/0008).
 *
 * <p><b>Threads.</b> One at a time, beside the helper thread. {@link #await} takes no lock that the helper could need.
 */
final class Preallocation {
    private static final int PIECE_BYTES = 1 << 16;

    /** One for all files: new memory costs more than the write. Its position never moves. */
    private static final ByteBuffer PIECE = ByteBuffer.allocateDirect(PIECE_BYTES);

    /** Writes some of what remains in {@code zeros} to the file, and returns how many bytes. */
    @FunctionalInterface
    interface Target {
        int write(ByteBuffer zeros, long at) throws IOException;
    }

    private final Target target;
    private final Executor helpers;

    /** Up to here the file holds zeros, or what was written over them. */
    private volatile long end;

    /** Taken while the helper writes. */
    private final Semaphore idle = new Semaphore(1);

    Preallocation(Target target, Executor helpers) {
        this.target = target;
        this.helpers = helpers;
    }

    /**
     * Writes zeros from {@code from} to {@code to}, except where they have been written already.
     *
     * @param from the end of the written bytes: a long write may have overwritten zeros, or gone past them
     */
    void fill(long from, long to) throws IOException {
        long at = Math.max(from, end);
        while (at < to) {
            long pieceEnd = Math.min(to, (at / PIECE_BYTES + 1) * PIECE_BYTES);
            at += target.write(PIECE.duplicate().limit((int) (pieceEnd - at)), at);
            end = at;
        }
    }

    /** Lets the helper {@link #fill}. If it fails, the writer fills what is missing later, and gets the exception. */
    void fillAhead(long from, long to) {
        if (!idle.tryAcquire()) {
            return;
        }
        try {
            helpers.execute(() -> {
                try {
                    fill(from, to);
                } catch (IOException | RuntimeException | Error _) {
                    // The next window needs what is missing, and fills it.
                } finally {
                    idle.release();
                }
            });
        } catch (RuntimeException | OutOfMemoryError _) {
            // No thread can be started; the next window fills itself.
            idle.release();
        }
    }

    /** Waits for the helper. A write past the window, or a cut of the file, must: no zeros may come after it. */
    void await() {
        idle.acquireUninterruptibly();
        idle.release();
    }

    /** The file has been cut: no zeros follow its end. */
    void forget() {
        end = 0;
    }
}
