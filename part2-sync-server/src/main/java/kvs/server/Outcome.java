package kvs.server;

import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/** How something ends that many may wait for, any of them as often as they like. For any thread. */
final class Outcome {
    private final CompletableFuture<Boolean> future = new CompletableFuture<>();

    void succeed() {
        future.complete(true);
    }

    void fail(Exception failure) {
        future.completeExceptionally(failure);
    }

    /** As {@code other}, which is known. */
    void as(Outcome other) {
        if (other.future.isCompletedExceptionally()) {
            future.completeExceptionally(other.future.exceptionNow());
        } else {
            future.complete(true);
        }
    }

    boolean isKnown() {
        return future.isDone();
    }

    /** Waits, interrupted or not. */
    void join() throws IOException {
        try {
            future.join();
        } catch (CompletionException e) {
            throw again(Objects.requireNonNull(e.getCause()));
        }
    }

    void await() throws InterruptedException, IOException {
        try {
            future.get();
        } catch (ExecutionException e) {
            throw again(Objects.requireNonNull(e.getCause()));
        }
    }

    /** A new exception for each that waits: its trace says who, its cause says why. */
    private static IOException again(Throwable failure) {
        return new IOException("the server did not stop as it should", failure);
    }
}
