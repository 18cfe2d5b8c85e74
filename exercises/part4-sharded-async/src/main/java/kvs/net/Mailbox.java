package kvs.net;

import java.util.Queue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jctools.queues.atomic.MpscAtomicArrayQueue;

/**
 * One loop's inbox. Any thread offers messages; the loop alone runs them, in the order in which they were accepted.
 *
 * <p>A loop without work sleeps in its selector, and only a system call wakes it. To make that call for each message is
 * slow; never to make it loses the message that arrives while the loop falls asleep. So there is a flag, and both sides
 * write first and look second:
 *
 * <pre>
 *   the loop                                a sender
 *     sleeping = true                         append the message
 *     is the mailbox empty? sleep             is the loop sleeping? then one sender clears the flag and wakes it
 *     is it not? sleeping = false, work
 * </pre>
 *
 * <p>The side that looks last sees what the other has written. So either the loop sees the message before it sleeps, or
 * the sender sees the loop sleeping.
 */
final class Mailbox {
    /** Never unbounded: a loop that cannot keep up has to slow down its senders. */
    private final Queue<Runnable> messages;

    /** Wakes the loop. It costs a system call. */
    private final Runnable wakeUp;

    /** Whether the loop sleeps, or is about to. Cleared by the loop, or by the one sender that wakes it. */
    private final AtomicBoolean sleeping = new AtomicBoolean();

    /**
     * Creates an empty mailbox.
     *
     * @param capacity messages, at least 2; rounded up to a power of two
     * @param wakeUp wakes the loop; called by the thread of the sender
     */
    Mailbox(int capacity, Runnable wakeUp) {
        this(new MpscAtomicArrayQueue<>(capacity), wakeUp);
    }

    /** Creates a mailbox on {@code messages}: a test's queue can let another thread act in the middle of a call. */
    Mailbox(Queue<Runnable> messages, Runnable wakeUp) {
        this.messages = messages;
        this.wakeUp = wakeUp;
    }

    /**
     * Appends a message, and wakes the loop if it sleeps. Any thread may call this, and none waits here.
     *
     * <p>A sender that wakes the loop clears {@link #sleeping} before it does: the senders after it find the loop awake,
     * and save the call. A loop that is awake is not woken.
     *
     * @return false if the mailbox is full: the message was not accepted, and the loop was not woken
     * @exercise 4.3
     */
    boolean offer(Runnable message) {
        throw new UnsupportedOperationException("exercise 4.3: not written yet");
    }

    /**
     * Announces that the loop is about to sleep, unless there is a message to run. For the loop's thread.
     *
     * @return whether the loop may sleep: from now on, the next message wakes it. If false, a message has arrived, and
     *     the loop counts as awake
     * @exercise 4.3
     */
    boolean prepareToSleep() {
        throw new UnsupportedOperationException("exercise 4.3: not written yet");
    }

    /** Announces that the loop is awake: messages no longer wake it. For the loop's thread. */
    void awake() {
        if (sleeping.get()) {
            sleeping.set(false);
        }
    }

    /**
     * Runs up to {@code max} messages, oldest first: those that run may offer further ones, and a loop has other work,
     * too. For the loop's thread. What a message throws, the caller gets: that message is gone, and those after it stay
     * for the next call.
     *
     * @return how many have run
     * @exercise 4.3
     */
    int drain(int max) {
        throw new UnsupportedOperationException("exercise 4.3: not written yet");
    }

    boolean isEmpty() {
        return messages.isEmpty();
    }
}
