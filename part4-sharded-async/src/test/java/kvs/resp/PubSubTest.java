package kvs.resp;

import java.util.ArrayList;
import java.util.Collection;
import java.util.ConcurrentModificationException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import kvs.protocol.Bytes;
import kvs.protocol.Fact;
import kvs.shard.Slice;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Tag("4.8")
@Timeout(60)
class PubSubTest {
    private static final Bytes NEWS = Bytes.utf8("news");
    private static final Bytes SPORT = Bytes.utf8("sport");
    private static final Bytes ALL = Bytes.utf8("*");
    private static final Bytes N_ANY = Bytes.utf8("n*");
    private static final Bytes HELLO = Bytes.utf8("hello");
    private static final Slice EVERY = Slice.of(ALL);

    private final PubSub pubSub = new PubSub();

    /** A client that keeps what it is sent. */
    private static final class Inbox implements Subscriber {
        final List<PubSubMessage> messages = new ArrayList<>();
        private final String name;

        Inbox(String name) {
            this.name = name;
        }

        @Override
        public void deliver(PubSubMessage message) {
            messages.add(message);
        }

        /** The same in each run, so that sets of clients have the same order. */
        @Override
        public int hashCode() {
            return name.hashCode();
        }

        @Override
        public boolean equals(Object other) {
            return this == other;
        }

        @Override
        public String toString() {
            return name;
        }
    }

    /** A client whose deliveries fail. */
    private record Failing() implements Subscriber {
        @Override
        public void deliver(PubSubMessage message) {
            throw new UnsupportedOperationException("this client takes no messages");
        }
    }

    private final Inbox anna = new Inbox("anna");
    private final Inbox ben = new Inbox("ben");

    @Test
    void a_message_reaches_all_subscribers_of_the_channel_and_no_others() {
        Inbox other = new Inbox("other");
        pubSub.subscribe(NEWS, anna);
        pubSub.subscribe(NEWS, ben);
        pubSub.subscribe(SPORT, other);

        Fact.when("publish(\"news\", \"hello\") with two subscribers of \"news\" and one of \"sport\"")
                .usually("each subscriber of the channel gets the message, and counts")
                .gives(2, pubSub.publish(NEWS, HELLO));
        PubSubMessage expected = new PubSubMessage(null, NEWS, HELLO);
        Fact.when("the messages of the first subscriber of \"news\"")
                .usually("a message to a channel carries no pattern")
                .gives(List.of(expected), anna.messages);
        Fact.when("the messages of the second subscriber of \"news\"").gives(List.of(expected), ben.messages);
        Fact.when("the messages of the subscriber of \"sport\"").gives(List.of(), other.messages);
    }

    @Test
    void a_message_without_subscribers_reaches_none() {
        Fact.when("publish(\"news\", \"hello\") without a subscriber").gives(0, pubSub.publish(NEWS, HELLO));

        pubSub.subscribe(NEWS, anna);
        pubSub.publish(SPORT, HELLO);
        Fact.when("the messages of a subscriber of \"news\" after publish(\"sport\", \"hello\")")
                .gives(List.of(), anna.messages);
    }

    @Test
    void a_pattern_reaches_the_subscribers_of_channels_that_it_matches() {
        pubSub.subscribePattern(N_ANY, anna);

        Fact.when("publish(\"news\", \"hello\") with one subscriber of the pattern \"n*\"")
                .usually("the subscribers of patterns get the message, and count, whether or not the channel has some")
                .gives(1, pubSub.publish(NEWS, HELLO));
        Fact.when("publish(\"sport\", \"hello\") with one subscriber of the pattern \"n*\"")
                .gives(0, pubSub.publish(SPORT, HELLO));
        Fact.when("publish(\"news\", \"hello\"): the messages of a subscriber of \"n*\"")
                .usually("the message names the pattern, then the channel that it was published to")
                .gives(List.of(new PubSubMessage(N_ANY, NEWS, HELLO)), anna.messages);
    }

    @Test
    void a_client_gets_one_message_for_the_channel_and_one_for_each_pattern() {
        pubSub.subscribe(NEWS, anna);
        pubSub.subscribePattern(N_ANY, anna);
        pubSub.subscribePattern(ALL, anna);

        Fact.when("publish(\"news\", \"hello\") with a subscriber of \"news\", \"n*\" and \"*\"")
                .usually("one message for the channel and one for each pattern, also for a client that has got one")
                .gives(3, pubSub.publish(NEWS, HELLO));
        Fact.when(
                        "publish(\"news\", \"hello\"): the messages of a subscriber of \"news\", \"n*\" and \"*\", in any order")
                .gives(
                        sorted(List.of(
                                new PubSubMessage(null, NEWS, HELLO),
                                new PubSubMessage(N_ANY, NEWS, HELLO),
                                new PubSubMessage(ALL, NEWS, HELLO))),
                        sorted(anna.messages));
        Fact.when("publish(\"news\", \"hello\"): the first message of a subscriber of \"news\", \"n*\" and \"*\"")
                .usually("the channel's own subscribers come first, then those of patterns")
                .gives(new PubSubMessage(null, NEWS, HELLO), anna.messages.getFirst());
    }

    @Test
    void subscribing_twice_is_subscribing_once() {
        pubSub.subscribe(NEWS, anna);
        pubSub.subscribe(NEWS, anna);
        pubSub.subscribePattern(N_ANY, ben);
        pubSub.subscribePattern(N_ANY, ben);

        Fact.when("subscribers(\"news\") after the same client has subscribed twice")
                .gives(1, pubSub.subscribers(NEWS));
        Fact.when("publish(\"news\", \"hello\") with a client that has subscribed twice, and one that has so to \"n*\"")
                .usually("a list of subscribers delivers twice; a set does not")
                .gives(2, pubSub.publish(NEWS, HELLO));
        pubSub.unsubscribe(NEWS, anna);
        pubSub.unsubscribePattern(N_ANY, ben);
        Fact.when("publish(\"news\", \"hello\") after both have unsubscribed once")
                .gives(0, pubSub.publish(NEWS, HELLO));
    }

    @Test
    void unsubscribing_ends_the_subscription_of_that_client_to_that_channel() {
        pubSub.subscribe(NEWS, anna);
        pubSub.subscribe(SPORT, anna);
        pubSub.subscribe(NEWS, ben);

        pubSub.unsubscribe(NEWS, anna);

        Fact.when("remove(…) of one of two subscribers of \"news\", then a publish to \"news\"")
                .usually("the others are still subscribed")
                .gives(1, pubSub.publish(NEWS, HELLO));
        Fact.when("the messages of the client that has unsubscribed").gives(List.of(), anna.messages);
        Fact.when("remove(…) of a subscriber of \"news\" and \"sport\" from \"news\", then a publish to \"sport\"")
                .gives(1, pubSub.publish(SPORT, HELLO));
    }

    @Test
    void unsubscribing_from_a_pattern_ends_the_subscription_of_that_client_to_that_pattern() {
        pubSub.subscribePattern(N_ANY, anna);
        pubSub.subscribePattern(ALL, anna);
        pubSub.subscribePattern(N_ANY, ben);

        pubSub.unsubscribePattern(N_ANY, anna);

        Fact.when("remove(…) of one of two subscribers of \"n*\", the other pattern stays, then a publish to \"news\"")
                .gives(2, pubSub.publish(NEWS, HELLO));
        Fact.when("the messages of the client that has unsubscribed from \"n*\", not from \"*\"")
                .gives(List.of(new PubSubMessage(ALL, NEWS, HELLO)), anna.messages);
    }

    @Test
    void a_channel_and_a_pattern_of_the_same_name_are_apart() {
        pubSub.subscribe(NEWS, anna);
        pubSub.subscribePattern(NEWS, anna);

        pubSub.unsubscribe(NEWS, anna);
        Fact.when("publish(\"news\", \"hello\") after unsubscribing from the channel, not from the pattern \"news\"")
                .gives(1, pubSub.publish(NEWS, HELLO));
        pubSub.subscribe(NEWS, anna);
        pubSub.unsubscribePattern(NEWS, anna);
        Fact.when("publish(\"news\", \"hello\") after unsubscribing from the pattern, not from the channel \"news\"")
                .gives(1, pubSub.publish(NEWS, HELLO));
    }

    @Test
    void unsubscribing_without_a_subscription_has_no_effect() {
        pubSub.subscribe(NEWS, anna);

        pubSub.unsubscribe(NEWS, ben);
        pubSub.unsubscribe(SPORT, ben);
        pubSub.unsubscribePattern(N_ANY, ben);

        Fact.when("remove(…) of a client that had not subscribed to \"news\", then a publish to \"news\"")
                .usually("the subscriber that is there was removed, or the name with it")
                .gives(1, pubSub.publish(NEWS, HELLO));
        Fact.when("channelCount() after remove(…) for a channel that has no subscribers")
                .gives(1, pubSub.channelCount());
    }

    @Test
    void a_channel_goes_with_its_last_subscriber() {
        for (int i = 0; i < 1000; i++) {
            Bytes channel = Bytes.utf8("channel-" + i);
            pubSub.subscribe(channel, anna);
            pubSub.subscribe(channel, ben);
            pubSub.subscribePattern(channel, anna);
            pubSub.unsubscribe(channel, anna);
            Fact.when("channels(\"*\") after one of two subscribers has left")
                    .gives(List.of(channel), pubSub.channels(EVERY));
            pubSub.unsubscribe(channel, ben);
            pubSub.unsubscribePattern(channel, anna);
        }

        Fact.when("channelCount() after 1,000 channels had subscribers that left")
                .usually("an empty set of subscribers stays in the map: a client could fill the memory with new names")
                .gives(0, pubSub.channelCount());
        Fact.when("patternCount() after 1,000 patterns had subscribers that left")
                .usually("each message is matched against all patterns that are left")
                .gives(0, pubSub.patternCount());
    }

    @Test
    void publishing_makes_no_channel() {
        pubSub.publish(NEWS, HELLO);

        Fact.when("channelCount() after publish(\"news\", \"hello\") without a subscriber")
                .usually("computeIfAbsent in publish would keep the channel for ever")
                .gives(0, pubSub.channelCount());
    }

    @Test
    void a_client_that_leaves_loses_all_its_subscriptions_and_no_other_client_does() {
        for (Inbox each : List.of(anna, ben)) {
            pubSub.subscribe(NEWS, each);
            pubSub.subscribe(SPORT, each);
            pubSub.subscribePattern(N_ANY, each);
            pubSub.subscribePattern(ALL, each);
        }

        pubSub.unsubscribeAll(anna, List.of(NEWS, SPORT), List.of(N_ANY, ALL));
        pubSub.publish(NEWS, HELLO);
        pubSub.publish(SPORT, HELLO);

        String did =
                "unsubscribeAll(anna, …), where anna and ben have subscribed to \"news\", \"sport\", \"n*\" and \"*\"";
        Fact.when(did + ": the number of messages that ben gets for \"news\" and \"sport\"")
                .usually("only anna leaves: the subscriptions of the others stay")
                .gives(5, ben.messages.size());
        Fact.when(did + ": the messages that anna gets")
                .usually("channels and patterns are in different maps; both have to be cleared of the client")
                .gives(List.of(), anna.messages);
        pubSub.unsubscribeAll(ben, List.of(NEWS, SPORT), List.of(N_ANY, ALL));
        Fact.when("unsubscribeAll(anna, …), unsubscribeAll(ben, …): the number of channels and patterns that are left")
                .usually("a name goes with its last subscriber")
                .gives(0, pubSub.channelCount() + pubSub.patternCount());
    }

    @Test
    void a_client_without_patterns_loses_its_channels_when_it_leaves() {
        List<Bytes> three = List.of(NEWS, SPORT, HELLO);
        three.forEach(channel -> pubSub.subscribe(channel, anna));

        pubSub.unsubscribeAll(anna, three, List.of());
        three.forEach(channel -> pubSub.publish(channel, HELLO));

        Fact.when("unsubscribeAll(anna, …), where anna has subscribed to three channels and no pattern: the"
                        + " messages that anna gets")
                .usually("a client may have channels and no patterns: end the subscriptions of each kind on their own")
                .gives(List.of(), anna.messages);
    }

    @Test
    void a_client_without_channels_loses_its_patterns_when_it_leaves() {
        pubSub.subscribePattern(N_ANY, anna);
        pubSub.subscribePattern(ALL, anna);

        pubSub.unsubscribeAll(anna, List.of(), List.of(N_ANY, ALL));
        pubSub.publish(NEWS, HELLO);

        Fact.when("unsubscribeAll(anna, …), where anna has subscribed to two patterns and no channel: the"
                        + " messages that anna gets")
                .usually("a client may have patterns and no channels: end the subscriptions of each kind on their own")
                .gives(List.of(), anna.messages);
    }

    @Test
    void a_delivery_that_fails_stops_no_other() {
        Subscriber failing = new Failing();
        List<Inbox> inboxes = new ArrayList<>();
        // The order of delivery is unknown: with several on both sides, some come after the one that fails.
        for (int i = 0; i < 20; i++) {
            Inbox inbox = new Inbox("inbox " + i);
            inboxes.add(inbox);
            pubSub.subscribe(NEWS, inbox);
            pubSub.subscribePattern(N_ANY, inbox);
            if (i == 10) {
                pubSub.subscribe(NEWS, failing);
                pubSub.subscribePattern(N_ANY, failing);
            }
        }

        int delivered = pubSub.publish(NEWS, HELLO);

        for (Inbox inbox : inboxes) {
            Fact.when(
                            "publish(\"news\", \"hello\") with a client whose deliver throws: the messages of another client that"
                                    + " has subscribed to \"news\" and \"n*\"")
                    .usually("one exception ends the loop, and the clients after it miss the message")
                    .gives(2, inbox.messages.size());
        }
        Fact.when("publish(\"news\", \"hello\") with 40 subscriptions, and 2 whose deliver throws")
                .usually("the result is the number of deliveries that did not fail")
                .gives(40, delivered);
        Fact.when("publish(\"news\", \"hello\"), where two deliveries throw, then failures()")
                .usually("report each with failed(message, exception)")
                .gives(2, pubSub.failures());
        Fact.when("publish(\"news\", \"hello\") to 21 subscribers, one of which throws, then subscribers(\"news\")")
                .usually("a client whose delivery failed is still subscribed")
                .gives(21, pubSub.subscribers(NEWS));
        pubSub.publish(NEWS, HELLO);
        Fact.when("publish(\"news\", \"hello\") twice, where two deliveries throw each time, then failures()")
                .usually("a client whose delivery failed is still subscribed, to its patterns as well")
                .gives(4, pubSub.failures());
    }

    /** A client that leaves as soon as it gets a message. */
    private final class Leaving implements Subscriber {
        @Override
        public void deliver(PubSubMessage message) {
            pubSub.unsubscribe(NEWS, this);
            pubSub.unsubscribePattern(N_ANY, this);
            pubSub.subscribe(NEWS, ben);
            pubSub.subscribePattern(N_ANY, ben);
            pubSub.publish(SPORT, HELLO);
            pubSub.unsubscribe(NEWS, ben);
            pubSub.unsubscribePattern(N_ANY, ben);
        }
    }

    @Test
    void a_publish_within_a_delivery_is_counted_apart() {
        for (int i = 0; i < 3; i++) {
            pubSub.subscribe(SPORT, new Inbox("fan" + i));
        }
        pubSub.subscribe(SPORT, message -> {
            throw new IllegalStateException("a test's");
        });
        pubSub.subscribe(NEWS, message -> pubSub.publish(SPORT, HELLO));
        Fact.when("publish(news) to one client, which publishes to 3 of \"sport\" and one that fails")
                .usually("each call counts its own deliveries: a field is shared by all calls")
                .gives(1, pubSub.publish(NEWS, HELLO));
    }

    @Test
    void a_subscriber_may_call_the_registry_while_it_is_delivered_to() {
        for (int i = 0; i < 3; i++) {
            Leaving client = new Leaving();
            pubSub.subscribe(NEWS, client);
            pubSub.subscribePattern(N_ANY, client);
        }
        pubSub.subscribe(SPORT, anna);

        String threw = "nothing";
        try {
            pubSub.publish(NEWS, HELLO);
        } catch (ConcurrentModificationException e) {
            threw = "a ConcurrentModificationException";
        }

        Fact.when("add(…) of clients that leave during a delivery, then a publish to them throws")
                .usually("a set that is changed while publish goes through it throws, unless it is a concurrent one")
                .gives("nothing", threw);
        Fact.when(
                        "the messages of a subscriber of \"sport\", to which 3 clients publish from their deliveries of \"news\"")
                .usually("a compute inside of a compute may throw")
                .gives(3, anna.messages.size());
        Fact.when("failures() after that")
                .usually("a compute inside a compute throws an IllegalStateException")
                .gives(0, pubSub.failures());
        Fact.when("channelCount() and patternCount() after the subscribers of \"news\" have left during a delivery")
                .gives("1, 0", pubSub.channelCount() + ", " + pubSub.patternCount());
    }

    @Test
    void a_subscriber_may_leave_all_its_patterns_while_it_is_delivered_to() {
        Subscriber client = new Subscriber() {
            @Override
            public void deliver(PubSubMessage message) {
                pubSub.unsubscribeAll(this, List.of(), List.of(N_ANY, ALL));
            }
        };
        pubSub.subscribePattern(N_ANY, client);
        pubSub.subscribePattern(ALL, client);

        String threw = "nothing";
        try {
            pubSub.publish(NEWS, HELLO);
        } catch (NullPointerException e) {
            threw = "a NullPointerException";
        }

        Fact.when("publish(\"news\", \"hello\") to a client that leaves both its patterns at the first delivery throws")
                .usually("a name that the loop has met may leave the map before its subscribers are looked up")
                .gives("nothing", threw);
    }

    @Test
    void a_delivery_that_takes_long_holds_up_no_other_thread() {
        pubSub.subscribe(SPORT, anna);
        // Once without a slow subscriber: the JVM loads and links what the threads use, and may make them wait for
        // that.
        anotherThreadUsesTheRegistry();
        List<Boolean> goesOn = new ArrayList<>();
        pubSub.subscribe(NEWS, new Slow(goesOn));

        pubSub.publish(NEWS, HELLO);

        Fact.when("subscribe, publish and unsubscribe in another thread, while a delivery has not returned: it goes on")
                .usually("publish holds a lock while it delivers: one slow subscriber then stalls all clients")
                .gives(List.of(true), goesOn);
        Fact.when("the messages that another client got meanwhile, and before").gives(2, anna.messages.size());
    }

    @Test
    void a_delivery_to_a_pattern_that_takes_long_holds_up_no_other_thread() {
        pubSub.subscribe(SPORT, anna);
        anotherThreadUsesTheRegistry();
        List<Boolean> goesOn = new ArrayList<>();
        pubSub.subscribePattern(N_ANY, new Slow(goesOn));

        pubSub.publish(NEWS, HELLO);

        Fact.when("subscribe, publish and unsubscribe in another thread, while a delivery to the pattern \"n*\" has not"
                        + " returned: it goes on")
                .usually("publish holds a lock while it delivers, or is in a compute of the map")
                .gives(List.of(true), goesOn);
        Fact.when("the messages that another client got meanwhile, and before").gives(2, anna.messages.size());
    }

    /** A client whose first delivery takes until another thread has used the registry, or waits for it. */
    private final class Slow implements Subscriber {
        private final List<Boolean> goesOn;
        private final AtomicBoolean called = new AtomicBoolean();

        Slow(List<Boolean> goesOn) {
            this.goesOn = goesOn;
        }

        @Override
        public void deliver(PubSubMessage message) {
            if (called.compareAndSet(false, true)) {
                goesOn.add(anotherThreadUsesTheRegistry());
            }
        }
    }

    private boolean anotherThreadUsesTheRegistry() {
        return new OtherThread(() -> {
                    pubSub.subscribe(NEWS, ben);
                    pubSub.subscribePattern(N_ANY, ben);
                    pubSub.publish(SPORT, HELLO);
                    pubSub.publish(NEWS, HELLO);
                    pubSub.unsubscribe(NEWS, ben);
                    pubSub.unsubscribePattern(N_ANY, ben);
                })
                .goesOn();
    }

    /** Another thread that does one thing. */
    private static final class OtherThread {
        private final AtomicBoolean done = new AtomicBoolean();
        private final Thread thread;

        OtherThread(Runnable work) {
            thread = Thread.ofPlatform().start(() -> {
                work.run();
                done.set(true);
            });
        }

        /** Returns true when the work is done, false when it has to wait: for the caller, since no one else is there. */
        boolean goesOn() {
            while (true) {
                // In this order: a thread that has done its work may wait for the JVM while it ends.
                Thread.State state = thread.getState();
                if (done.get()) {
                    return true;
                }
                if (state != Thread.State.NEW && state != Thread.State.RUNNABLE) {
                    return false;
                }
                Thread.onSpinWait();
            }
        }

        void join() {
            try {
                thread.join();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    /**
     * A registry in which another thread does something at one point: before or after one of the calls in which the test's
     * thread uses the registry. The calls that are atomic as a whole ({@code compute} and the like) have no points inside.
     */
    private static final class Interrupted extends ConcurrentHashMap<Bytes, Set<Subscriber>> {
        private static final long serialVersionUID = 1;

        private final transient Thread owner = Thread.currentThread();
        private transient Runnable meanwhile = () -> {};
        private transient @Nullable OtherThread other;
        private int pointsLeft;

        /** Calls {@code own}, and {@code meanwhile} in another thread at point {@code point}; false if it has fewer. */
        boolean interrupt(int point, Runnable own, Runnable meanwhile) {
            this.meanwhile = meanwhile;
            pointsLeft = point;
            own.run();
            pointsLeft = 0;
            boolean reached = other != null;
            if (other == null) {
                other = new OtherThread(meanwhile);
            }
            other.join();
            return reached;
        }

        private void point() {
            if (Thread.currentThread() == owner && pointsLeft > 0 && --pointsLeft == 0) {
                other = new OtherThread(meanwhile);
                // If it has to wait for this thread, it goes on later.
                other.goesOn();
            }
        }

        private <T> T between(Supplier<T> call) {
            point();
            T result = call.get();
            point();
            return result;
        }

        @Override
        public @Nullable Set<Subscriber> get(Object key) {
            return between(() -> super.get(key));
        }

        @Override
        public Set<Subscriber> getOrDefault(Object key, Set<Subscriber> otherwise) {
            return between(() -> super.getOrDefault(key, otherwise));
        }

        @Override
        public boolean containsKey(Object key) {
            return between(() -> super.containsKey(key));
        }

        @Override
        public @Nullable Set<Subscriber> put(Bytes key, Set<Subscriber> value) {
            return between(() -> super.put(key, value));
        }

        @Override
        public @Nullable Set<Subscriber> putIfAbsent(Bytes key, Set<Subscriber> value) {
            return between(() -> super.putIfAbsent(key, value));
        }

        @Override
        public @Nullable Set<Subscriber> computeIfAbsent(
                Bytes key, Function<? super Bytes, ? extends Set<Subscriber>> make) {
            return between(() -> super.computeIfAbsent(key, make));
        }

        @Override
        public @Nullable Set<Subscriber> computeIfPresent(
                Bytes key,
                BiFunction<? super Bytes, ? super Set<Subscriber>, ? extends @Nullable Set<Subscriber>> change) {
            return between(() -> super.computeIfPresent(key, change));
        }

        @Override
        public @Nullable Set<Subscriber> compute(
                Bytes key,
                BiFunction<? super Bytes, ? super @Nullable Set<Subscriber>, ? extends @Nullable Set<Subscriber>>
                        change) {
            return between(() -> super.compute(key, change));
        }

        @Override
        public @Nullable Set<Subscriber> remove(Object key) {
            return between(() -> super.remove(key));
        }

        @Override
        public boolean remove(Object key, Object value) {
            return between(() -> super.remove(key, value));
        }
    }

    /** Returns {@code things} as texts, in an order that does not depend on the run. */
    private static List<String> sorted(Collection<?> things) {
        return things.stream().map(Object::toString).sorted().toList();
    }

    /**
     * Calls {@code own}, with {@code meanwhile} in another thread at each point at which another thread can come in between.
     *
     * @param before the subscribers of "news" at the start
     */
    private static void gives(
            Set<Subscriber> expected,
            String did,
            String usually,
            Set<Subscriber> before,
            Consumer<Interrupted> own,
            Consumer<Interrupted> meanwhile) {
        boolean reached = true;
        // Point 0 is never reached: the other thread comes afterwards, and the JVM loads what it uses.
        for (int point = 0; reached; point++) {
            Interrupted registry = new Interrupted();
            before.forEach(subscriber -> PubSub.add(registry, NEWS, subscriber));
            reached = registry.interrupt(point, () -> own.accept(registry), () -> meanwhile.accept(registry))
                    || point == 0;
            Fact.when(did).usually(usually).gives(sorted(expected), sorted(registry.getOrDefault(NEWS, Set.of())));
            Fact.when(did + "; is the name in the registry")
                    .usually("a name goes with its last subscriber")
                    .gives(!expected.isEmpty(), registry.containsKey(NEWS));
        }
    }

    @Test
    void a_client_that_subscribes_while_the_last_one_leaves_is_subscribed() {
        gives(
                Set.of(ben),
                "remove(…, anna), the last subscriber of \"news\", while ben subscribes: the subscribers",
                "between the look at an empty set and its removal, another thread adds a client to that set",
                Set.of(anna),
                registry -> PubSub.remove(registry, NEWS, anna),
                registry -> PubSub.add(registry, NEWS, ben));
    }

    @Test
    void a_client_that_leaves_while_another_one_subscribes_takes_no_other_with_it() {
        gives(
                Set.of(ben),
                "add(…, ben) while anna, the last subscriber of \"news\", leaves: the subscribers",
                "between two steps of add, another thread takes the empty set out of the map",
                Set.of(anna),
                registry -> PubSub.add(registry, NEWS, ben),
                registry -> PubSub.remove(registry, NEWS, anna));
    }

    @Test
    void two_clients_that_subscribe_first_at_the_same_time_are_both_subscribed() {
        gives(
                Set.of(anna, ben),
                "add(…, anna) to \"news\", a new name, while ben subscribes to it, too: the subscribers",
                "each of the two threads has put a set of its own into the map",
                Set.of(),
                registry -> PubSub.add(registry, NEWS, anna),
                registry -> PubSub.add(registry, NEWS, ben));
    }

    @Test
    void two_clients_that_leave_at_the_same_time_are_both_gone() {
        gives(
                Set.of(),
                "remove(…, anna) while ben, the other subscriber of \"news\", leaves: the subscribers",
                "a set that one thread has read and changed is put back over what the other thread did",
                Set.of(anna, ben),
                registry -> PubSub.remove(registry, NEWS, anna),
                registry -> PubSub.remove(registry, NEWS, ben));
    }

    @Test
    void names_and_payloads_may_be_empty() {
        pubSub.subscribe(Bytes.EMPTY, anna);
        pubSub.publish(Bytes.EMPTY, Bytes.EMPTY);

        Fact.when("the messages of a subscriber of the empty channel after an empty message to it")
                .gives(List.of(new PubSubMessage(null, Bytes.EMPTY, Bytes.EMPTY)), anna.messages);
    }
}
