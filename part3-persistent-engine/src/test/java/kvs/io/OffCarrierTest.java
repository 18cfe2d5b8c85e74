package kvs.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class OffCarrierTest {

    private interface Work<T> {
        T run() throws Exception;
    }

    private static <T> T onVirtualThread(Work<T> work) throws Exception {
        FutureTask<T> task = new FutureTask<>(work::run);
        Thread.ofVirtual().start(task);
        return task.get();
    }

    @Test
    void a_platform_thread_makes_the_call_itself() throws IOException {
        Thread here = Thread.currentThread();
        OffCarrier.run(() -> assertThat(Thread.currentThread()).isSameAs(here));
        assertThat(OffCarrier.read(Thread::currentThread)).isSameAs(here);
    }

    @Test
    void a_virtual_thread_leaves_the_call_to_a_platform_thread() throws Exception {
        assertThat(onVirtualThread(() -> OffCarrier.read(Thread::currentThread)).isVirtual())
                .isFalse();
        Thread[] ran = new Thread[1];
        onVirtualThread(() -> {
            OffCarrier.run(() -> ran[0] = Thread.currentThread());
            return true;
        });
        assertThat(ran[0].isVirtual()).isFalse();
    }

    @Test
    void a_failure_keeps_its_type() {
        for (Throwable failure :
                List.of(new EOFException("a"), new IllegalStateException("b"), new OutOfMemoryError("simulated"))) {
            assertThatThrownBy(() -> onVirtualThread(() -> OffCarrier.read(() -> {
                        switch (failure) {
                            case IOException e -> throw e;
                            case RuntimeException e -> throw e;
                            default -> throw (Error) failure;
                        }
                    })))
                    .isInstanceOf(ExecutionException.class)
                    .hasCause(failure);
        }
    }

    @Test
    void an_interruption_neither_ends_the_call_nor_is_lost() throws Exception {
        CountDownLatch interrupted = new CountDownLatch(1);
        FutureTask<Boolean> task = new FutureTask<>(() -> {
            Thread.currentThread().interrupt();
            interrupted.countDown();
            String read = OffCarrier.read(() -> "read");
            return read.equals("read") && Thread.interrupted();
        });
        Thread.ofVirtual().start(task);
        interrupted.await();
        assertThat(task.get()).isTrue();
    }
}
