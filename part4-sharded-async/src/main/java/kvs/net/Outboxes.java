package kvs.net;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * A loop's messages to other loops whose mailbox was full: they wait here and are offered again each turn.
 *
 * <p>For the loop's own thread.
 */
final class Outboxes {

    /** Messages that found the mailbox of {@code to} full. */
    private record Outbox(EventLoop to, ArrayDeque<Runnable> messages) {}

    private final List<Outbox> outboxes = new ArrayList<>();

    /** Messages in all outboxes. */
    private int unsent;

    boolean isEmpty() {
        return unsent == 0;
    }

    /** Offers a message to {@code to}, or keeps it after those to {@code to} that wait already. */
    void send(EventLoop to, Runnable message) {
        if (unsent == 0 && to.offer(message)) {
            return;
        }
        Outbox outbox = outbox(to);
        if (outbox.messages.isEmpty() && to.offer(message)) {
            return;
        }
        outbox.messages.add(message);
        unsent++;
    }

    private Outbox outbox(EventLoop to) {
        for (Outbox outbox : outboxes) {
            if (outbox.to == to) {
                return outbox;
            }
        }
        Outbox outbox = new Outbox(to, new ArrayDeque<>());
        outboxes.add(outbox);
        return outbox;
    }

    /** Offers what waits, in order. Drops messages to a loop that has ended. */
    void offerAgain() {
        if (unsent == 0) {
            return;
        }
        for (Outbox outbox : outboxes) {
            Runnable first;
            while ((first = outbox.messages.peek()) != null && (outbox.to.offer(first) || outbox.to.hasEnded())) {
                outbox.messages.remove();
                unsent--;
            }
        }
    }
}
