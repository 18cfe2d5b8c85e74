package kvs.cluster;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import kvs.cluster.resp.FakeStore;
import kvs.net.EventLoop;
import kvs.net.ManualClock;
import kvs.net.NetLimits;
import kvs.net.NetStats;
import kvs.protocol.Bytes;
import kvs.protocol.Fact;
import kvs.raft.kv.KeyRange;
import kvs.raft.kv.KvCommand;
import kvs.raft.kv.Request;
import kvs.raft.kv.Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A node that sends requests to a scripted leader: real sockets, virtual time. */
class ForwardingTest {
    private static final ForwardingOptions OPTIONS = ForwardingOptions.DEFAULT;
    private static final Bytes KEY = Bytes.utf8("k");
    private static final Response DONE = new Response.Done(null);
    private static final Response BUSY = new Response.Busy();
    private static final Response MAY_HAVE_HAPPENED = new Response.MayHaveHappened();
    private static final Request GET = new Request.Get(KEY, false);

    private final ManualClock clock = new ManualClock();
    private final FakeStore store = new FakeStore();
    private EventLoop loop;
    private Forwarding forwarding;
    private FakeLeader two;
    private FakeLeader three;

    @BeforeEach
    void start() throws IOException {
        loop = new EventLoop("test-loop", NetLimits.DEFAULT, clock, new NetStats(), failure -> {
            throw new IllegalStateException(failure);
        });
        loop.start();
        two = new FakeLeader();
        three = new FakeLeader();
        store.addresses.put(2, two.address());
        store.addresses.put(3, three.address());
        store.leader = 2;
        with(OPTIONS);
    }

    private void with(ForwardingOptions options) {
        forwarding = new Forwarding(1, store, new Dialer(loop, Duration.ofSeconds(20)), options);
    }

    @AfterEach
    void stop() throws Exception {
        loop.stop(Duration.ZERO);
        two.close();
        three.close();
    }

    @Test
    void asks_this_node_while_it_leads() throws Exception {
        lead(1);
        gives(DONE, submit(set("1")));
        gives(new Response.Found(Bytes.utf8("1")), submit(GET));
    }

    @Test
    void answers_here_what_any_node_may_answer() throws Exception {
        gives(new Response.Missing(), submit(new Request.Get(KEY, true)));
        gives(new Response.Rows(List.of(), false), submit(new Request.Scan(KeyRange.ALL, 10, true)));
        gives(new Response.Rejected("not part of this test"), submit(new Request.Status()));
    }

    @Test
    void sends_to_the_leader_over_one_connection() throws Exception {
        CompletableFuture<Response> write = submit(set("1"));
        CompletableFuture<Response> read = submit(GET);
        try (FakeLeader.Link link = two.accept()) {
            FakeLeader.Arrived first = read(link, set("1"));
            FakeLeader.Arrived second = read(link, GET);
            link.answer(second, new Response.Found(Bytes.utf8("1")));
            gives(new Response.Found(Bytes.utf8("1")), read);
            Fact.when("the read is answered").gives(false, write.isDone());
            link.answer(first, new Response.Done(Bytes.utf8("0")));
            gives(new Response.Done(Bytes.utf8("0")), write);
            List<Response> all = List.of(
                    new Response.Missing(),
                    new Response.Mismatch(null),
                    new Response.Mismatch(Bytes.EMPTY),
                    new Response.Rows(List.of(new Response.Row(KEY, Bytes.EMPTY)), true),
                    BUSY,
                    MAY_HAVE_HAPPENED,
                    new Response.Rejected("no"),
                    new Response.SessionOpened(7),
                    new Response.SessionExpired(),
                    new Response.Transferred(3));
            for (Response each : all) {
                CompletableFuture<Response> answer = submit(set("2"));
                link.answer(read(link, set("2")), each);
                gives(each, answer);
            }
        }
    }

    @Test
    void waits_until_a_leader_is_known() throws Exception {
        lead(0);
        CompletableFuture<Response> write = submit(set("1"));
        CompletableFuture<Response> later = submit(set("2"));
        advance(Duration.ofSeconds(1));
        lead(2);
        // While one waits, the next does, too: they keep their order.
        CompletableFuture<Response> last = submit(set("3"));
        advance(OPTIONS.backoff());
        try (FakeLeader.Link link = two.accept()) {
            for (CompletableFuture<Response> each : List.of(write, later, last)) {
                String value = each == write ? "1" : each == later ? "2" : "3";
                link.answer(read(link, set(value)), DONE);
                gives(DONE, each);
            }
        }
    }

    @Test
    void gives_up_at_the_deadline_what_was_not_sent() throws Exception {
        lead(0);
        CompletableFuture<Response> write = submit(set("1"));
        CompletableFuture<Response> read = submit(GET);
        advance(OPTIONS.deadline().minusNanos(1));
        Fact.when("just before the deadline").gives(false, write.isDone() || read.isDone());
        advance(Duration.ofMillis(20));
        gives(BUSY, write);
        gives(BUSY, read);
    }

    @Test
    void gives_up_at_the_deadline_what_was_sent() throws Exception {
        CompletableFuture<Response> write = submit(set("1"));
        CompletableFuture<Response> read = submit(GET);
        try (FakeLeader.Link link = two.accept()) {
            FakeLeader.Arrived arrived = read(link, set("1"));
            read(link, GET);
            advance(OPTIONS.deadline().minusNanos(1));
            Fact.when("just before the deadline").gives(false, write.isDone() || read.isDone());
            advance(Duration.ofMillis(200));
            gives(MAY_HAVE_HAPPENED, write);
            gives(BUSY, read);
            // A late answer is dropped.
            link.answer(arrived, DONE);
            CompletableFuture<Response> next = submit(set("2"));
            link.answer(read(link, set("2")), DONE);
            gives(DONE, next);
        }
    }

    @Test
    void asks_again_which_node_leads_when_that_node_does_not() throws Exception {
        CompletableFuture<Response> write = submit(set("1"));
        try (FakeLeader.Link link = two.accept()) {
            link.answer(read(link, set("1")), new Response.NotLeader(3));
            lead(3);
            awaitWaiting(1);
            advance(OPTIONS.backoff());
        }
        try (FakeLeader.Link link = three.accept()) {
            link.answer(read(link, set("1")), new Response.NotLeader(1));
            lead(1);
            awaitWaiting(1);
            advance(OPTIONS.backoff());
            gives(DONE, write);
        }
    }

    @Test
    void tells_that_a_write_may_have_happened_when_the_connection_is_lost_and_repeats_a_read() throws Exception {
        CompletableFuture<Response> write = submit(set("1"));
        CompletableFuture<Response> read = submit(GET);
        try (FakeLeader.Link link = two.accept()) {
            read(link, set("1"));
            read(link, GET);
        }
        gives(MAY_HAVE_HAPPENED, write);
        Fact.when("the connection is lost").gives(false, read.isDone());
        advance(OPTIONS.backoff());
        try (FakeLeader.Link link = two.accept()) {
            link.answer(read(link, GET), new Response.Missing());
            gives(new Response.Missing(), read);
        }
    }

    @Test
    void sends_a_write_later_when_no_connection_could_be_made() throws Exception {
        with(new ForwardingOptions(
                10, 1 << 20, Duration.ofDays(100), OPTIONS.backoff(), OPTIONS.changeGrace(), 1 << 20));
        FakeLeader gone = new FakeLeader();
        NodeAddress free = gone.address();
        gone.close();
        run(() -> store.addresses.put(2, free));
        CompletableFuture<Response> write = submit(set("1"));
        run(() -> {});
        Fact.when("nothing listens there").gives(false, write.isDone());
        run(() -> store.addresses.put(2, two.address()));
        CompletableFuture<FakeLeader.Link> accepted = new CompletableFuture<>();
        Thread.startVirtualThread(() -> {
            try {
                accepted.complete(two.accept());
            } catch (IOException e) {
                accepted.completeExceptionally(e);
            }
        });
        while (!accepted.isDone()) {
            advance(OPTIONS.backoff());
        }
        try (FakeLeader.Link link = accepted.get()) {
            link.answer(read(link, set("1")), DONE);
            gives(DONE, write);
        }
    }

    @Test
    void sends_nothing_to_a_new_leader_before_the_old_one_has_answered() throws Exception {
        CompletableFuture<Response> write = submit(set("1"));
        try (FakeLeader.Link link = two.accept()) {
            FakeLeader.Arrived arrived = read(link, set("1"));
            lead(1);
            CompletableFuture<Response> next = submit(set("2"));
            advance(OPTIONS.backoff());
            Fact.when("the old leader has not answered").gives(false, next.isDone());
            link.answer(arrived, DONE);
            gives(DONE, write);
            gives(DONE, next);
        }
    }

    @Test
    void gives_an_old_leader_that_does_not_answer_a_short_time() throws Exception {
        CompletableFuture<Response> write = submit(set("1"));
        try (FakeLeader.Link link = two.accept()) {
            read(link, set("1"));
            lead(3);
            CompletableFuture<Response> next = submit(set("2"));
            advance(OPTIONS.backoff());
            advance(OPTIONS.changeGrace().minusNanos(1));
            Fact.when("just before the time is over").gives(false, write.isDone());
            advance(OPTIONS.backoff());
            gives(MAY_HAVE_HAPPENED, write);
            try (FakeLeader.Link other = three.accept()) {
                other.answer(read(other, set("2")), DONE);
                gives(DONE, next);
            }
        }
    }

    @Test
    void keeps_the_order_of_writes_that_were_sent_too_early() throws Exception {
        CompletableFuture<Response> one = submit(set("1"));
        CompletableFuture<Response> two_ = submit(set("2"));
        try (FakeLeader.Link link = two.accept()) {
            FakeLeader.Arrived first = read(link, set("1"));
            FakeLeader.Arrived second = read(link, set("2"));
            link.answer(first, new Response.NotLeader(0));
            awaitWaiting(1);
            CompletableFuture<Response> three_ = submit(set("3"));
            advance(OPTIONS.backoff());
            // Nothing is sent while the second may still happen.
            link.answer(second, new Response.NotLeader(0));
            awaitWaiting(3);
            advance(OPTIONS.backoff());
            link.answer(read(link, set("1")), DONE);
            gives(DONE, one);
            link.answer(read(link, set("2")), DONE);
            gives(DONE, two_);
            link.answer(read(link, set("3")), DONE);
            gives(DONE, three_);
        }
    }

    @Test
    void does_not_repeat_a_write_that_a_later_one_has_overtaken() throws Exception {
        CompletableFuture<Response> first = submit(set("1"));
        CompletableFuture<Response> second = submit(set("2"));
        try (FakeLeader.Link link = two.accept()) {
            FakeLeader.Arrived one = read(link, set("1"));
            FakeLeader.Arrived other = read(link, set("2"));
            link.answer(one, new Response.NotLeader(0));
            link.answer(other, DONE);
            gives(DONE, second);
            advance(OPTIONS.backoff());
            gives(BUSY, first);
        }
    }

    @Test
    void limits_what_waits() throws Exception {
        with(new ForwardingOptions(2, 3, OPTIONS.deadline(), OPTIONS.backoff(), OPTIONS.changeGrace(), 1 << 20));
        lead(0);
        CompletableFuture<Response> kept = submit(set("1"));
        gives(BUSY, submit(set("2")));
        CompletableFuture<Response> small = submit(GET);
        gives(BUSY, submit(new Request.Scan(KeyRange.ALL, 1, false)));
        lead(1);
        advance(OPTIONS.backoff());
        gives(DONE, kept);
        gives(new Response.Found(Bytes.utf8("1")), small);
        gives(new Response.Done(Bytes.utf8("1")), submit(set("3")));
    }

    @Test
    void closes_a_connection_that_brings_what_is_no_answer() throws Exception {
        CompletableFuture<Response> write = submit(set("1"));
        try (FakeLeader.Link link = two.accept()) {
            read(link, set("1"));
            link.out().writeInt(Integer.MAX_VALUE);
            Fact.when("announce an answer of 2 GiB").gives(0, link.rest());
            gives(MAY_HAVE_HAPPENED, write);
        }
        write = submit(set("2"));
        try (FakeLeader.Link link = two.accept()) {
            read(link, set("2"));
            link.out().write(new byte[] {0, 0, 0, 1, 0});
            Fact.when("answer what is no message").gives(0, link.rest());
            gives(MAY_HAVE_HAPPENED, write);
        }
    }

    @Test
    void counts_what_it_does() throws Exception {
        CompletableFuture<Response> write = submit(set("1"));
        try (FakeLeader.Link link = two.accept()) {
            read(link, set("1"));
        }
        gives(MAY_HAVE_HAPPENED, write);
        run(() -> Fact.when("one write was sent and lost")
                .gives(
                        List.of(0.0, 0.0, 1.0, 1.0),
                        forwarding.metrics().stream().map(Metric::value).toList()));
    }

    // ---- the test's steps

    private CompletableFuture<Response> submit(Request request) throws Exception {
        CompletableFuture<Response> answer = new CompletableFuture<>();
        run(() -> forwarding.submit(request, answer::complete));
        return answer;
    }

    private static FakeLeader.Arrived read(FakeLeader.Link link, Request expected) throws Exception {
        FakeLeader.Arrived arrived = link.read();
        Fact.when("the leader reads a request").gives(expected, arrived.request());
        return arrived;
    }

    private static void gives(Response expected, CompletableFuture<Response> answer)
            throws InterruptedException, ExecutionException, TimeoutException {
        Fact.when("wait for the answer").gives(expected, answer.get(20, TimeUnit.SECONDS));
    }

    private void lead(int node) throws Exception {
        run(() -> store.leader = node);
    }

    private void advance(Duration time) throws Exception {
        clock.advance(time);
        run(() -> {});
    }

    /** Returns once this number of requests waits: the loop reads its sockets in its own time. */
    private void awaitWaiting(int count) throws Exception {
        CompletableFuture<Boolean> reached = new CompletableFuture<>();
        Runnable look = new Runnable() {
            @Override
            public void run() {
                if (forwarding.metrics().get(1).value() == count) {
                    reached.complete(true);
                } else {
                    loop.execute(this);
                }
            }
        };
        run(look);
        reached.get(20, TimeUnit.SECONDS);
    }

    /** Runs {@code task} on the loop's thread, and returns when that turn and one more are over. */
    private void run(Runnable task) throws Exception {
        CompletableFuture<Boolean> done = new CompletableFuture<>();
        Runnable message = () -> {
            try {
                task.run();
            } catch (RuntimeException | AssertionError e) {
                done.completeExceptionally(e);
                return;
            }
            loop.execute(() -> loop.execute(() -> loop.execute(() -> done.complete(true))));
        };
        if (!loop.offer(message)) {
            throw new IllegalStateException("the loop takes no messages");
        }
        done.get(20, TimeUnit.SECONDS);
    }

    private static Request set(String value) {
        return new Request.Write(null, new KvCommand.Set(KEY, Bytes.utf8(value)));
    }
}
