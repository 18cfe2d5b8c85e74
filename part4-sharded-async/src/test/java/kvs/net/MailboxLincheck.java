package kvs.net;

import java.util.ArrayList;
import java.util.List;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Test;

/** Several senders and one loop: the calls are those of some order, and no loop sleeps on a message. */
@Param(name = "message", gen = IntGen.class, conf = "0:9")
public class MailboxLincheck {
    private final List<Integer> ran = new ArrayList<>();

    /** Whether the loop was told that it may sleep, and has not noticed a wake-up since. */
    private boolean asleep;

    private volatile boolean woken;
    private final Mailbox mailbox = new Mailbox(2, () -> woken = true);

    @Operation
    public boolean offer(@Param(name = "message") int message) {
        return mailbox.offer(() -> ran.add(message));
    }

    @Operation(nonParallelGroup = "loop")
    public String drain() {
        ran.clear();
        asleep = false;
        woken = false;
        mailbox.awake();
        mailbox.drain(1);
        return ran.toString();
    }

    @Operation(nonParallelGroup = "loop")
    public boolean prepareToSleep() {
        woken = false;
        asleep = mailbox.prepareToSleep();
        return asleep;
    }

    @Validate
    public void no_loop_sleeps_on_a_message() {
        if (asleep && !woken && !mailbox.isEmpty()) {
            throw new IllegalStateException("the loop sleeps, a message is in its mailbox, and no sender has woken it");
        }
    }

    @Test
    void is_linearizable_and_loses_no_wake_up_under_stress() {
        new StressOptions()
                .iterations(6)
                .invocationsPerIteration(500)
                .threads(3)
                .actorsPerThread(3)
                .check(getClass());
    }

    @Test
    void is_linearizable_and_loses_no_wake_up_in_every_interleaving_that_was_tried() {
        new ModelCheckingOptions()
                .iterations(5)
                .invocationsPerIteration(300)
                .threads(3)
                .actorsPerThread(2)
                .check(getClass());
    }
}
