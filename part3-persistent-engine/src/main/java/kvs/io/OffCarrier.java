package kvs.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Keeps calls that may wait for a disk off the carriers of virtual threads.
 *
 * <p>A virtual thread that waits for a socket or a lock leaves its carrier to others. One that waits in a system call on a
 * file, or for a page of a mapped one, does not: it occupies the carrier, of which there are as many as processors. Then two
 * reads from a slow disk stop every connection of a server on two processors. So a virtual thread hands such a call to a
 * helper thread, and waits for the result without its carrier (docs/decisions/0019). A platform thread makes the call itself.
 *
 * <p><b>Threads.</b> Any.
 */
public final class OffCarrier {
    /** Reads that wait for the disk at a time; further ones wait for a helper thread. */
    private static final int MAX_READS = 64;

    private static final int IDLE_SECONDS = 10;

    /** Reads wait for no other task, so the number of their threads can be limited. */
    private static final Executor READERS = readers();

    private OffCarrier() {}

    private static Executor readers() {
        ThreadPoolExecutor readers = new ThreadPoolExecutor(
                MAX_READS,
                MAX_READS,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                Thread.ofPlatform().daemon().name("kvs-read-", 0).factory());
        readers.allowCoreThreadTimeOut(true);
        return readers;
    }

    /** A call that may wait for a disk. */
    @FunctionalInterface
    public interface Call<T> {
        T run() throws IOException;
    }

    /** A call that may wait for a disk, without a result. */
    @FunctionalInterface
    public interface Action {
        void run() throws IOException;
    }

    /**
     * Fills {@code dst} as {@link DiskFile#readFully} does: on the calling thread, if that is a platform thread, or if the
     * bytes are in memory.
     */
    public static void readFully(DiskFile file, ByteBuffer dst, long at) throws IOException {
        if (!Thread.currentThread().isVirtual()) {
            file.readFully(dst, at);
        } else if (!file.readCached(dst, at)) {
            await(READERS, () -> {
                file.readFully(dst, at);
                return true;
            });
        }
    }

    /** Makes a call that reads, and waits for no other call. */
    public static <T> T read(Call<T> call) throws IOException {
        return Thread.currentThread().isVirtual() ? await(READERS, call) : call.run();
    }

    /** Makes any other call. */
    public static void run(Action action) throws IOException {
        if (Thread.currentThread().isVirtual()) {
            await(RealFile.HELPERS, () -> {
                action.run();
                return true;
            });
        } else {
            action.run();
        }
    }

    /** Returns the result of the call, or throws what it has thrown. An interruption does not end the wait. */
    private static <T> T await(Executor helpers, Call<T> call) throws IOException {
        CompletableFuture<T> result = new CompletableFuture<>();
        helpers.execute(() -> {
            try {
                result.complete(call.run());
            } catch (Throwable e) {
                result.completeExceptionally(e);
            }
        });
        try {
            return result.join();
        } catch (CompletionException e) {
            switch (e.getCause()) {
                case IOException failure -> throw failure;
                case RuntimeException failure -> throw failure;
                case Error failure -> throw failure;
                case null, default -> throw e;
            }
        }
    }
}
