package kvs.net;

import java.util.AbstractQueue;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import kvs.protocol.Fact;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("4.3")
class MailboxTest {
    private final List<String> ran = new ArrayList<>();
    private int wakeUps;
    private final Mailbox mailbox = new Mailbox(8, () -> wakeUps++);

    @Test
    void runs_messages_in_the_order_in_which_they_came() {
        offer(mailbox, "a", "b", "c");
        Fact.when("drain(10) of three messages").gives(3, mailbox.drain(10));
        Fact.when("what ran").gives(List.of("a", "b", "c"), ran);
    }

    @Test
    void runs_each_message_once() {
        offer(mailbox, "a");
        mailbox.drain(10);
        Fact.when("drain(10) of an empty mailbox").gives(0, mailbox.drain(10));
        Fact.when("what ran").gives(List.of("a"), ran);
    }

    @Test
    void runs_at_most_the_number_that_was_asked_for() {
        offer(mailbox, "a", "b", "c");
        Fact.when("drain(2) of three messages").gives(2, mailbox.drain(2));
        Fact.when("what ran").gives(List.of("a", "b"), ran);
        Fact.when("drain(2) of the one that is left")
                .usually("a message that is taken off the queue and does not run is lost")
                .gives(1, mailbox.drain(2));
        Fact.when("drain(0) of an empty mailbox").gives(0, mailbox.drain(0));
    }

    @Test
    void runs_none_if_none_was_asked_for() {
        offer(mailbox, "a");
        Fact.when("drain(0) of a message").gives(0, mailbox.drain(0));
        Fact.when("what ran").gives(List.of(), ran);
    }

    @Test
    void keeps_the_messages_after_one_that_throws() {
        mailbox.offer(() -> {
            throw new IllegalStateException("a test's");
        });
        offer(mailbox, "b");
        Fact.when("drain(10) of a message that throws, and another one").gives("its exception", drained());
        String next = drained();
        Fact.when("the next drain(10), and what it has run")
                .usually("a message that throws is gone, and takes no other with it")
                .gives("1 [b]", next + " " + ran);
    }

    private String drained() {
        try {
            return "" + mailbox.drain(10);
        } catch (IllegalStateException _) {
            return "its exception";
        }
    }

    @Test
    void lets_a_message_offer_the_next_one_without_end() {
        Runnable again = new Runnable() {
            @Override
            public void run() {
                ran.add("again");
                // Not quite without end, so that a wrong answer ends, too.
                if (ran.size() < 1_000) {
                    mailbox.offer(this);
                }
            }
        };
        mailbox.offer(again);
        int drained = mailbox.drain(5);
        Fact.when("drain(5) of a message that always offers itself again")
                .usually(
                        drained > 5
                                ? "drain() does not stop at its limit, and the loop's connections wait"
                                : "a message that is offered while drain() runs counts like all others")
                .gives(5, drained);
        Fact.when("how often it ran").gives(5, ran.size());
    }

    @Test
    void accepts_no_more_than_its_capacity() {
        for (int i = 0; i < 8; i++) {
            Fact.when("offer of message " + i + " to a mailbox for 8").gives(true, mailbox.offer(() -> {}));
        }
        boolean accepted = mailbox.offer(() -> ran.add("ninth"));
        Fact.when("what has run after offer() of a ninth message to a mailbox for 8")
                .usually("a message belongs to the loop's thread: its sender does not run it")
                .gives(List.of(), ran);
        Fact.when("offer of a ninth message to a mailbox for 8")
                .usually("a message that was not accepted is lost if the caller does not learn of it")
                .gives(false, accepted);
        Fact.when("drain(100) of it").gives(8, mailbox.drain(100));
        Fact.when("what became of the ninth").gives(List.of(), ran);
        Fact.when("offer after it was drained").gives(true, mailbox.offer(() -> {}));
    }

    @Test
    void does_not_wake_a_loop_that_is_awake() {
        offer(mailbox, "a", "b", "c");
        Fact.when("wake-ups by offer() of three messages to a loop that is awake")
                .usually("a wake-up is a system call, and the loop looks into its mailbox anyway")
                .gives(0, wakeUps);
    }

    @Test
    void wakes_a_sleeping_loop_once() {
        Fact.when("prepareToSleep() with an empty mailbox").gives(true, mailbox.prepareToSleep());
        offer(mailbox, "a", "b", "c");
        Fact.when("wake-ups by three messages to a sleeping loop")
                .usually(
                        wakeUps == 0
                                ? "the loop has not set the flag, or the sender does not look at it"
                                : "the first sender clears the flag: the others find the loop awake")
                .gives(1, wakeUps);
    }

    @Test
    void wakes_it_again_when_it_sleeps_again() {
        for (int i = 1; i <= 3; i++) {
            Fact.when("prepareToSleep()").gives(true, mailbox.prepareToSleep());
            offer(mailbox, "a");
            mailbox.awake();
            mailbox.drain(10);
            Fact.when("wake-ups after " + i + " times of sleep and a message").gives(i, wakeUps);
        }
    }

    @Test
    void does_not_wake_a_loop_that_an_event_has_woken() {
        Fact.when("prepareToSleep()").gives(true, mailbox.prepareToSleep());
        mailbox.awake();
        offer(mailbox, "a");
        Fact.when("wake-ups by a message after awake()").gives(0, wakeUps);
    }

    @Test
    void lets_a_loop_sleep_that_was_about_to_sleep_before() {
        Fact.when("prepareToSleep() with an empty mailbox").gives(true, mailbox.prepareToSleep());
        Fact.when("prepareToSleep() once more")
                .usually("only a message forbids the sleep")
                .gives(true, mailbox.prepareToSleep());
        offer(mailbox, "a");
        Fact.when("wake-ups by a message after it").gives(1, wakeUps);
    }

    @Test
    void does_not_let_a_loop_sleep_that_has_messages() {
        offer(mailbox, "a");
        Fact.when("prepareToSleep() with a message in the mailbox").gives(false, mailbox.prepareToSleep());
        offer(mailbox, "b");
        Fact.when("wake-ups by a message after a prepareToSleep() that returned false")
                .usually("the loop counts as sleeping although it was told to work")
                .gives(0, wakeUps);
    }

    @Test
    void leaves_the_message_that_it_finds_before_the_sleep_for_drain() {
        offer(mailbox, "a");
        mailbox.prepareToSleep();
        Fact.when("what has run after a prepareToSleep() that has found message a")
                .usually("prepareToSleep() only looks: drain() runs the messages")
                .gives(List.of(), ran);
        int drained = mailbox.drain(10);
        Fact.when("drain(10) after it, and what has run")
                .usually(ran.isEmpty() ? "prepareToSleep() has taken the message off the queue: it is lost" : "")
                .gives("1 [a]", drained + " " + ran);
    }

    @Test
    void loses_no_message_that_comes_while_the_loop_looks_for_messages() {
        ScriptedQueue queue = new ScriptedQueue();
        Mailbox box = new Mailbox(queue, () -> wakeUps++);
        queue.afterLook = () -> box.offer(() -> ran.add("late"));
        boolean sleeps = box.prepareToSleep();
        Fact.when("prepareToSleep(), while a message comes just after it has found the mailbox empty")
                .usually("the flag is set after the look: the sender finds the loop awake, and the loop sleeps")
                .holds(!sleeps || wakeUps == 1, "no sleep, or a wake-up", "sleep, and " + wakeUps + " wake-ups");
    }

    @Test
    void counts_as_awake_after_a_look_that_found_a_message() {
        ScriptedQueue queue = new ScriptedQueue();
        Mailbox box = new Mailbox(queue, () -> wakeUps++);
        queue.afterLook = () -> offer(box, "first");
        boolean sleeps = box.prepareToSleep();
        int before = wakeUps;
        offer(box, "second");
        Fact.when(
                        "wake-ups by a second message, after a message came during prepareToSleep(), just after a look at the mailbox")
                .usually("prepareToSleep() has returned false and left the flag set")
                .holds(sleeps || wakeUps == before, "none if it returned false", wakeUps - before);
    }

    @Test
    void does_not_let_a_loop_sleep_if_a_message_came_just_before_the_look() {
        ScriptedQueue queue = new ScriptedQueue();
        Mailbox box = new Mailbox(queue, () -> wakeUps++);
        queue.beforeLook = () -> offer(box, "early");
        Fact.when("prepareToSleep(), while a message comes just before it looks at the mailbox")
                .usually("there is a message: it returns false, whichever thread has cleared the flag")
                .gives(false, box.prepareToSleep());
    }

    @Test
    void loses_no_message_while_the_loop_falls_asleep() {
        ScriptedQueue queue = new ScriptedQueue();
        Mailbox box = new Mailbox(queue, () -> wakeUps++);
        boolean[] sleeps = new boolean[1];
        queue.beforeOffer = () -> sleeps[0] = box.prepareToSleep();
        box.offer(() -> ran.add("late"));
        Fact.when("offer(), while the loop falls asleep just before the message is in the mailbox")
                .usually("the sender looks at the flag before it has appended the message")
                .holds(!sleeps[0] || wakeUps == 1, "no sleep, or a wake-up", "sleep, and " + wakeUps + " wake-ups");
    }

    @Test
    void loses_no_message_if_the_loop_runs_those_before_it_and_falls_asleep() {
        ScriptedQueue queue = new ScriptedQueue();
        Mailbox box = new Mailbox(queue, () -> wakeUps++);
        offer(box, "early");
        boolean[] sleeps = new boolean[1];
        queue.beforeOffer = () -> {
            box.drain(10);
            sleeps[0] = box.prepareToSleep();
        };
        offer(box, "late");
        Fact.when("offer() to a mailbox with a message, while the loop runs that one and falls asleep")
                .usually("the sender looks into the mailbox before it has appended the message")
                .holds(!sleeps[0] || wakeUps == 1, "no sleep, or a wake-up", "sleep, and " + wakeUps + " wake-ups");
    }

    @Test
    void wakes_the_loop_once_if_two_senders_append_before_either_looks() {
        ScriptedQueue queue = new ScriptedQueue();
        Mailbox box = new Mailbox(queue, () -> wakeUps++);
        Fact.when("prepareToSleep()").gives(true, box.prepareToSleep());
        queue.afterOffer = () -> offer(box, "b");
        offer(box, "a");
        Fact.when("wake-ups by offer() of two senders, of which the second appends and looks before the first looks")
                .usually("the flag decides whether to wake the loop, not the number of messages")
                .gives(1, wakeUps);
    }

    @Test
    void wakes_a_loop_only_when_the_message_is_there() {
        Mailbox[] box = new Mailbox[1];
        int[] drained = new int[1];
        // A loop that is woken at once looks at once, and falls asleep again if it finds nothing.
        box[0] = new Mailbox(8, () -> drained[0] = box[0].drain(10));
        Fact.when("prepareToSleep()").gives(true, box[0].prepareToSleep());
        offer(box[0], "a");
        Fact.when("messages that a loop finds which looks as soon as it is woken")
                .gives(1, drained[0]);
    }

    @Test
    void wakes_a_loop_that_has_fallen_asleep_again_within_the_wake_up() {
        Mailbox[] box = new Mailbox[1];
        box[0] = new Mailbox(8, () -> {
            // Ends also if the loop is woken within the wake-up.
            if (++wakeUps > 3) {
                return;
            }
            box[0].awake();
            box[0].drain(10);
            box[0].prepareToSleep();
        });
        Fact.when("prepareToSleep()").gives(true, box[0].prepareToSleep());
        offer(box[0], "a", "b");
        Fact.when("wake-ups by two messages to a loop that runs the first and sleeps again, before the sender goes on")
                .usually(
                        "the flag is cleared after the wake-up: the loop has set it again by then, and sleeps for ever")
                .gives(2, wakeUps);
    }

    @Test
    void does_not_wake_the_loop_for_a_message_that_was_not_accepted() {
        ScriptedQueue full = new ScriptedQueue();
        full.capacity = 0;
        Mailbox box = new Mailbox(full, () -> wakeUps++);
        Fact.when("prepareToSleep()").gives(true, box.prepareToSleep());
        Fact.when("offer to a full mailbox").gives(false, box.offer(() -> {}));
        Fact.when("wake-ups by offer() to a full mailbox").gives(0, wakeUps);
    }

    private void offer(Mailbox box, String... names) {
        for (String name : names) {
            Fact.when("offer of message " + name).gives(true, box.offer(() -> ran.add(name)));
        }
    }

    /** A queue in which another thread acts at one moment: what it does runs in the middle of a call. */
    private static final class ScriptedQueue extends AbstractQueue<Runnable> {
        private static final Runnable NOTHING = () -> {};

        private final ArrayDeque<Runnable> messages = new ArrayDeque<>();
        private int capacity = 8;
        private int offers;
        private Runnable beforeLook = NOTHING;
        private Runnable afterLook = NOTHING;
        private Runnable beforeOffer = NOTHING;
        private Runnable afterOffer = NOTHING;

        @Override
        public boolean offer(Runnable message) {
            act(beforeOffer);
            if (++offers == 1_000) {
                throw new IllegalStateException("the queue was offered a message again and again");
            }
            boolean accepted = messages.size() < capacity && messages.add(message);
            act(afterOffer);
            return accepted;
        }

        @Override
        public Runnable peek() {
            act(beforeLook);
            Runnable first = messages.peek();
            act(afterLook);
            return first;
        }

        @Override
        public int size() {
            act(beforeLook);
            int size = messages.size();
            act(afterLook);
            return size;
        }

        /** Acts once. */
        private void act(Runnable other) {
            if (other != NOTHING) {
                beforeLook = NOTHING;
                afterLook = NOTHING;
                beforeOffer = NOTHING;
                afterOffer = NOTHING;
                other.run();
            }
        }

        @Override
        public Runnable poll() {
            act(beforeLook);
            Runnable first = messages.poll();
            act(afterLook);
            return first;
        }

        @Override
        public Iterator<Runnable> iterator() {
            return messages.iterator();
        }
    }
}
