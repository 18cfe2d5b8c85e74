package kvs.cluster.client;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

/** Time that passes only while a call waits. An answer that is not there yet never comes. */
final class VirtualClock implements ClientClock {
    private long nanos;
    private final List<Long> pausesMillis = new ArrayList<>();

    @Override
    public long nanos() {
        return nanos;
    }

    @Override
    public void pause(long pause) {
        pausesMillis.add(pause / 1_000_000);
        nanos += pause;
    }

    @Override
    public <T> T await(CompletableFuture<T> answer, long most)
            throws InterruptedException, ExecutionException, TimeoutException {
        if (!answer.isDone()) {
            nanos += most;
            throw new TimeoutException();
        }
        return answer.get();
    }

    void pass(Duration time) {
        nanos += time.toNanos();
    }

    long millis() {
        return nanos / 1_000_000;
    }

    /** Returns the pauses that calls made. */
    List<Long> pausesMillis() {
        return pausesMillis;
    }
}
