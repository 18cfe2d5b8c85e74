package kvs.cluster.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

class TimeLimitsTest {
    private static final long SHORT = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long LONG = TimeUnit.HOURS.toNanos(2);

    private final TimeLimits limits = new TimeLimits();
    private final CompletableFuture<String> answer = new CompletableFuture<>();

    /** Starts a wait in a virtual thread. */
    private FutureTask<String> waiting(CompletableFuture<String> answer, long nanos) {
        FutureTask<String> task = new FutureTask<>(() -> limits.await(answer, nanos));
        Thread.ofVirtual().start(task);
        return task;
    }

    @Test
    void an_answer_ends_the_wait() throws Exception {
        FutureTask<String> wait = waiting(answer, LONG);
        answer.complete("yes");
        assertThat(wait.get()).isEqualTo("yes");
    }

    @Test
    void an_answer_that_is_there_needs_no_wait() throws Exception {
        answer.complete("yes");
        assertThat(limits.await(answer, 0)).isEqualTo("yes");
    }

    @Test
    void a_failure_ends_the_wait() {
        answer.completeExceptionally(new IOException("lost"));
        assertThatThrownBy(() -> limits.await(answer, LONG))
                .isInstanceOf(ExecutionException.class)
                .hasMessageContaining("lost");
    }

    @Test
    void a_wait_ends_with_its_limit_and_so_does_the_answer() {
        assertThatThrownBy(() -> limits.await(answer, SHORT)).isInstanceOf(TimeoutException.class);
        assertThat(answer).isCompletedExceptionally();
    }

    @Test
    void a_limit_that_has_passed_ends_the_wait() {
        assertThatThrownBy(() -> limits.await(answer, -LONG)).isInstanceOf(TimeoutException.class);
    }

    @Test
    void short_limits_pass_while_long_ones_wait() throws Exception {
        FutureTask<String> wait = waiting(answer, LONG);
        for (int i = 0; i < 20; i++) {
            assertThatThrownBy(() -> limits.await(new CompletableFuture<>(), SHORT))
                    .isInstanceOf(TimeoutException.class);
        }
        answer.complete("yes");
        assertThat(wait.get()).isEqualTo("yes");
    }

    @Test
    void waits_of_many_callers_all_end() throws Exception {
        FutureTask<?>[] waits = new FutureTask<?>[500];
        for (int i = 0; i < waits.length; i++) {
            waits[i] = waiting(new CompletableFuture<>(), i * SHORT / 50);
        }
        for (FutureTask<?> wait : waits) {
            assertThatThrownBy(wait::get).hasCauseInstanceOf(TimeoutException.class);
        }
    }

    @Test
    void an_interrupt_ends_the_wait() {
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> limits.await(answer, LONG)).isInstanceOf(InterruptedException.class);
        assertThat(answer).isNotDone();
    }
}
