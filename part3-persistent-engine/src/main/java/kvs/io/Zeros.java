package kvs.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;

/**
 * The zeros behind the end of a file, where a window is to be mapped. While one window is written, a helper writes the
 * zeros for the next: the memory for them may be new to the whole machine, and then costs more than all else.
 *
 * <p>They are written in pieces that end at multiples of {@link #PIECE_BYTES}. Linux keeps what one call writes in as large
 * a page as it can, and maps that whole at its first use, unless it lies across two page tables, as a piece of 1 MiB does
 * half of the time: then the system is entered for every 4 KiB, and goes through the whole large page each time
 * (docs/decisions/0008).
 *
 * <p><b>Threads.</b> One at a time, beside the helper. To {@link #await} takes no lock that the helper could need.
 */
final class Zeros {
    private static final int PIECE_BYTES = 1 << 16;

    /** One for all: memory that is new costs more than to write it. Nobody moves its position. */
    private static final ByteBuffer PIECE = ByteBuffer.allocateDirect(PIECE_BYTES);

    /** Writes some of what remains in {@code zeros} to the file, and says how much. */
    @FunctionalInterface
    interface Target {
        long write(ByteBuffer zeros, long at) throws IOException;
    }

    private final Target target;
    private final Executor helpers;

    /** Up to where there are zeros, or what was written over them. */
    private volatile long end;

    /** Taken while the helper is at it. */
    private final Semaphore idle = new Semaphore(1);

    Zeros(Target target, Executor helpers) {
        this.target = target;
        this.helpers = helpers;
    }

    /**
     * From here to {@code to} there are zeros when this returns; where there are some already, none are written.
     *
     * @param from the end of what is of use: a long write may have gone to where there were zeros, or behind them
     */
    void fill(long from, long to) throws IOException {
        long at = Math.max(from, end);
        while (at < to) {
            long pieceEnd = Math.min(to, (at / PIECE_BYTES + 1) * PIECE_BYTES);
            at += target.write(PIECE.duplicate().limit((int) (pieceEnd - at)), at);
            end = at;
        }
    }

    /** Lets the helper {@link #fill}. What fails is tried again by whoever needs it, and is told. */
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
            // No thread to be had.
            idle.release();
        }
    }

    /** Waits for the helper. Who writes behind the window, or cuts the file, must: no zeros may come after that. */
    void await() {
        idle.acquireUninterruptibly();
        idle.release();
    }

    /** The file has been cut: there are none behind its end. */
    void forget() {
        end = 0;
    }
}
