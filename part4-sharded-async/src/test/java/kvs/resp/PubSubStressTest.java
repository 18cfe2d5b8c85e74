package kvs.resp;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import kvs.protocol.Bytes;
import kvs.protocol.Fact;
import org.junit.jupiter.api.Test;

/** What {@link PubSubTest} and {@link PubSubLincheck} state of two threads, for as many interleavings as the JVM comes up with. */
class PubSubStressTest {
    private static final Bytes NEWS = Bytes.utf8("news");
    private static final Bytes HELLO = Bytes.utf8("hello");

    private final PubSub pubSub = new PubSub();

    @Test
    void threads_that_come_and_go_at_one_channel_lose_no_subscription() throws InterruptedException {
        int clients = 200_000;
        Subscriber fleeting = message -> {};
        AtomicBoolean done = new AtomicBoolean();
        Thread comesAndGoes = Thread.ofPlatform().start(() -> {
            while (!done.get()) {
                pubSub.subscribe(NEWS, fleeting);
                pubSub.unsubscribe(NEWS, fleeting);
            }
        });
        AtomicInteger messages = new AtomicInteger();
        Subscriber inbox = message -> messages.incrementAndGet();
        for (int i = 0; i < clients; i++) {
            pubSub.subscribe(NEWS, inbox);
            pubSub.publish(NEWS, HELLO);
            pubSub.unsubscribe(NEWS, inbox);
        }
        done.set(true);
        comesAndGoes.join();

        Fact.when("a client that subscribes, publishes and unsubscribes " + clients
                        + " times, while another one comes and goes: the messages it got")
                .usually("between seeing an empty set and removing it, another thread has added a client to that set")
                .gives(clients, messages.get());
        Fact.when("the channels after all have left").gives(0, pubSub.channelCount());
    }
}
