package kvs.cluster.client;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Time as a call sees it. Tests have one of their own, which waits for nothing. */
interface ClientClock {
    /** The system's. */
    ClientClock SYSTEM = new ClientClock() {
        private final TimeLimits limits = new TimeLimits();

        @Override
        public long nanos() {
            return System.nanoTime();
        }

        @Override
        public void pause(long nanos) throws InterruptedException {
            TimeUnit.NANOSECONDS.sleep(nanos);
        }

        @Override
        public <T> T await(CompletableFuture<T> answer, long nanos)
                throws InterruptedException, ExecutionException, TimeoutException {
            return limits.await(answer, nanos);
        }
    };

    /** Returns the time since a fixed moment. */
    long nanos();

    /** Lets time pass. */
    void pause(long nanos) throws InterruptedException;

    /** Waits for an answer, for at most {@code nanos}. After that, the answer may have failed. */
    <T> T await(CompletableFuture<T> answer, long nanos)
            throws InterruptedException, ExecutionException, TimeoutException;
}
