package kvs.sharded;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import kvs.net.NetStats;
import kvs.protocol.Bytes;
import kvs.protocol.Fact;
import kvs.resp.Arguments;
import kvs.resp.Client;
import kvs.resp.CommandTable;
import kvs.resp.Handler;
import kvs.resp.PubSubMessage;
import kvs.resp.RespWriter;
import org.junit.jupiter.api.Test;

/** Published messages on their way to a subscriber: none is lost, and no more wait than the limit allows. */
class InboxTest {
    private static final int MAX_BYTES = 1_000;

    private final RecordedLine output = new RecordedLine();
    private final AtomicInteger slow = new AtomicInteger();

    /** Returns the inbox of a client that has subscribed to the channel "ch". */
    private Inbox inbox(Consumer<Runnable> connectionThread, int maxBytes) {
        ShardedOptions options = Served.Keys.ONE_SHARD_OF_OBJECTS.options();
        CommandTable commands = CommandTable.standard();
        ServerState state = new ServerState(options, commands, new NetStats(), kvs.net.Clock.SYSTEM, () -> {});
        Inbox inbox = new Inbox(output, connectionThread, maxBytes, slow::incrementAndGet);
        Client client =
                new Client(new Client.Identity(1, "here", "there", true, 0), Client.Limits.DEFAULT, state, inbox);
        Arguments words = Arguments.of("SUBSCRIBE", "ch");
        Handler.OnClient subscribe = (Handler.OnClient)
                Objects.requireNonNull(commands.find(words.get(0)), "SUBSCRIBE").handler();
        subscribe.run(words, client, new RespWriter().to(Unpooled.buffer()));
        inbox.serve(client, () -> true);
        return inbox;
    }

    private static PubSubMessage message(String payload) {
        return new PubSubMessage(null, Bytes.utf8("ch"), Bytes.utf8(payload));
    }

    @Test
    void several_messages_need_one_wake_up() {
        Deque<Runnable> tasks = new ArrayDeque<>();
        Inbox inbox = inbox(tasks::add, MAX_BYTES);
        inbox.deliver(message("a"));
        inbox.deliver(message("b"));
        assertThat(tasks).hasSize(1);
        tasks.remove().run();
        inbox.deliver(message("c"));
        assertThat(tasks).hasSize(1);
        tasks.remove().run();
        assertThat(output.out.toString(ISO_8859_1).replaceAll("(?s)\\*3.*?\\$2\r\nch\r\n\\$1\r\n", ""))
                .isEqualTo("a\r\nb\r\nc\r\n");
    }

    @Test
    void messages_above_the_limit_are_not_kept_and_close_the_subscriber_once() {
        Deque<Runnable> tasks = new ArrayDeque<>();
        Inbox inbox = inbox(tasks::add, MAX_BYTES);
        for (int i = 0; i < 100; i++) {
            inbox.deliver(message("x".repeat(100)));
        }
        assertThat(tasks).hasSize(1);
        tasks.remove().run();
        assertThat(output.closed).hasSize(1);
        assertThat(slow).hasValue(1);
        inbox.deliver(message("late"));
        assertThat(tasks).isEmpty();
    }

    @Test
    void messages_that_are_kept_count_until_they_are_moved() {
        Deque<Runnable> tasks = new ArrayDeque<>();
        Inbox inbox = inbox(tasks::add, MAX_BYTES);
        assertThat(inbox.moveKeptTo(output.out)).isFalse();
        inbox.deliver(message("x".repeat(500)));
        inbox.keep();
        assertThat(inbox.moveKeptTo(output.out)).isTrue();
        inbox.deliver(message("x".repeat(500)));
        inbox.keep();
        inbox.deliver(message("x".repeat(500)));
        assertThat(inbox.moveKeptTo(output.out)).isFalse();
        tasks.remove().run();
        assertThat(output.closed).hasSize(1);
        assertThat(output.out.toString(ISO_8859_1).split("message")).hasSize(2);
    }

    @Test
    void output_above_the_limit_closes_the_subscriber() {
        Deque<Runnable> tasks = new ArrayDeque<>();
        Inbox inbox = inbox(tasks::add, MAX_BYTES);
        for (int i = 0; output.closed.isEmpty(); i++) {
            assertThat(i).isLessThan(20);
            inbox.deliver(message("x".repeat(100)));
            tasks.remove().run();
        }
        assertThat(slow).hasValue(1);
        assertThat(output.pendingBytes()).isLessThan(MAX_BYTES + 200);
    }

    /** Real threads publish while another one moves: a lost wake-up leaves messages when all are done. */
    @Test
    void no_message_of_several_publishers_is_lost() throws Exception {
        int publishers = 4;
        int messages = 20_000;
        BlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
        Inbox inbox = inbox(tasks::add, Integer.MAX_VALUE);
        Thread mover = Thread.ofPlatform().daemon().start(() -> {
            try {
                while (true) {
                    tasks.take().run();
                }
            } catch (InterruptedException _) {
                // All are there.
            }
        });
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < publishers; i++) {
            String name = "p" + i + "-";
            threads.add(Thread.ofPlatform().start(() -> {
                for (int j = 0; j < messages; j++) {
                    inbox.deliver(message(name + j));
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        // Whatever was asked for has run when this has.
        CountDownLatch end = new CountDownLatch(1);
        tasks.add(end::countDown);
        end.await();
        mover.interrupt();
        mover.join();
        String received = output.out.toString(ISO_8859_1);
        int[] next = new int[publishers];
        for (String line : received.split("\r\n", -1)) {
            if (line.startsWith("p")) {
                int publisher = line.charAt(1) - '0';
                Fact.when("messages of publisher " + publisher)
                        .usually("two publishers or two moves have changed their order")
                        .gives("p" + publisher + "-" + next[publisher]++, line);
            }
        }
        for (int publisher = 0; publisher < publishers; publisher++) {
            Fact.when(publishers + " threads publish " + messages + " messages each; those of one that have arrived")
                    .usually("a message was left after the last look of a move, and no further move was asked for")
                    .gives(messages, next[publisher]);
        }
    }
}
