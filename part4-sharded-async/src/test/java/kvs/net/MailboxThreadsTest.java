package kvs.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A mailbox between real threads. What can go wrong here, {@link MailboxTest} provokes without luck. */
class MailboxThreadsTest {

    @Test
    void delivers_everything_from_several_senders_to_a_loop_that_sleeps() throws InterruptedException {
        int senders = 3;
        int each = 20_000;
        Semaphore pillow = new Semaphore(0);
        AtomicInteger wakes = new AtomicInteger();
        Mailbox box = new Mailbox(64, () -> {
            wakes.incrementAndGet();
            pillow.release();
        });
        int[] next = new int[senders];
        boolean[] inOrder = {true};
        List<Thread> threads = new ArrayList<>();
        for (int s = 0; s < senders; s++) {
            int sender = s;
            threads.add(Thread.ofPlatform().daemon().start(() -> {
                for (int i = 0; i < each; i++) {
                    int number = i;
                    Runnable message = () -> inOrder[0] &= next[sender]++ == number;
                    while (!box.offer(message)) {
                        Thread.onSpinWait();
                    }
                }
            }));
        }
        int run = 0;
        int tries = 0;
        while (run < senders * each) {
            int some = box.drain(16);
            run += some;
            if (some > 0) {
                continue;
            }
            tries++;
            if (box.prepareToSleep()) {
                assertThat(pillow.tryAcquire(20, TimeUnit.SECONDS))
                        .as("a sender wakes the loop within 20 seconds")
                        .isTrue();
                box.awake();
            }
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(inOrder[0]).as("the messages of each sender are in order").isTrue();
        assertThat(wakes.get()).as("wake-ups").isLessThanOrEqualTo(tries);
    }
}
