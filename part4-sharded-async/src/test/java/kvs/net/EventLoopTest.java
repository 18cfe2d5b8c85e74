package kvs.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import kvs.net.Acceptor.Mode;
import kvs.net.LoopServer.Client;
import org.junit.jupiter.api.Test;

class EventLoopTest {

    @Test
    void runs_messages_on_its_own_thread() throws Exception {
        try (LoopServer server = new LoopServer(NetLimits.DEFAULT)) {
            List<Boolean> inLoop = new CopyOnWriteArrayList<>();
            server.onLoop(() -> inLoop.add(server.loop().isInLoop()));
            assertThat(inLoop).containsExactly(true);
            assertThat(server.loop().isInLoop()).isFalse();
        }
    }

    @Test
    void goes_on_after_a_message_timer_hook_or_task_that_throws() throws Exception {
        try (LoopServer server = new LoopServer(NetLimits.DEFAULT)) {
            Client client = server.greeted();
            Runnable failing = () -> {
                throw new IllegalStateException("a test's");
            };
            AtomicInteger hooks = new AtomicInteger();
            server.onLoop(() -> {
                server.loop().schedule(Duration.ofSeconds(1), failing);
                server.loop().execute(failing);
                server.loop().onTurnEnd(() -> {
                    if (hooks.incrementAndGet() == 1) {
                        failing.run();
                    }
                });
            });
            assertThat(server.loop().offer(failing)).isTrue();
            server.advance(Duration.ofSeconds(1));
            assertThat(server.stats.failedTasks()).isEqualTo(4);
            client.send("still here\n").expect("still here\n");
        }
    }

    @Test
    void ends_and_says_so_when_an_error_breaks_it() throws Exception {
        LoopServer server = new LoopServer(NetLimits.DEFAULT);
        Client other = server.greeted();
        Client client = server.client().send("fatal\n");
        assertThat(client.rest()).isEmpty();
        assertThat(other.rest()).isEmpty();
        EventLoop.stopAll(server.loops, Duration.ZERO);
        assertThat(server.broken).singleElement().isInstanceOf(OutOfMemoryError.class);
        assertThat(server.loop().offer(() -> {})).isFalse();
        server.broken.clear();
        server.close();
    }

    @Test
    void runs_timers_when_their_time_has_come() throws Exception {
        try (LoopServer server = new LoopServer(NetLimits.DEFAULT)) {
            List<String> ran = new CopyOnWriteArrayList<>();
            server.onLoop(() -> {
                server.loop().schedule(Duration.ofSeconds(2), () -> ran.add("two"));
                server.loop().schedule(Duration.ofSeconds(1), () -> ran.add("one"));
                server.loop()
                        .schedule(Duration.ofSeconds(1), () -> ran.add("never"))
                        .cancel();
            });
            server.advance(Duration.ofMillis(999));
            assertThat(ran).isEmpty();
            server.advance(Duration.ofMillis(1));
            assertThat(ran).containsExactly("one");
            server.advance(Duration.ofSeconds(10));
            assertThat(ran).containsExactly("one", "two");
        }
    }

    @Test
    void runs_hooks_once_per_turn_after_messages_and_before_output_is_sent() throws Exception {
        try (LoopServer server = new LoopServer(NetLimits.DEFAULT)) {
            Client client = server.greeted();
            LineSession session = server.sessions.all.getFirst();
            List<String> order = new CopyOnWriteArrayList<>();
            server.onLoop(() -> server.loop().onTurnEnd(() -> {
                order.add("hook");
                if (order.contains("message") && !order.contains("said")) {
                    order.add("said");
                    session.say("durable\n");
                    session.connection.flushSoon();
                }
            }));
            server.onLoop(() -> {
                order.clear();
                order.add("message");
            });
            client.expect("durable\n");
            // A copy: further turns add to the list.
            assertThat(List.copyOf(order).subList(0, 3)).containsExactly("message", "hook", "said");
        }
    }

    @Test
    void does_not_starve_its_connections_for_a_task_that_repeats_itself() throws Exception {
        try (LoopServer server = new LoopServer(NetLimits.DEFAULT)) {
            Client client = server.greeted();
            boolean[] stop = new boolean[1];
            server.onLoop(() -> server.loop().execute(new Runnable() {
                @Override
                public void run() {
                    if (!stop[0]) {
                        server.loop().execute(this);
                    }
                }
            }));
            client.send("served\n").expect("served\n");
            server.onLoop(() -> stop[0] = true);
        }
    }

    @Test
    void keeps_the_order_of_messages_to_a_loop_whose_mailbox_is_full() throws Exception {
        NetLimits tiny = NetLimits.DEFAULT.withMailboxMessages(2);
        try (LoopServer server = new LoopServer(tiny, 2, Mode.ONE_LISTENER)) {
            EventLoop from = server.loops.get(0);
            EventLoop to = server.loops.get(1);
            List<Integer> arrived = new CopyOnWriteArrayList<>();
            CountDownLatch busy = new CountDownLatch(1);
            CountDownLatch blocked = new CountDownLatch(1);
            to.offer(() -> {
                blocked.countDown();
                awaitQuietly(busy);
            });
            blocked.await();
            server.onLoop(() -> IntStream.range(0, 100).forEach(i -> from.send(to, () -> arrived.add(i))));
            assertThat(arrived).isEmpty();
            assertThat(IntStream.range(0, 5).filter(_ -> to.offer(() -> {}))).isEmpty();
            busy.countDown();
            server.await("all have arrived", () -> arrived.size() == 100);
            assertThat(arrived).isEqualTo(IntStream.range(0, 100).boxed().toList());
        }
    }

    @Test
    void makes_no_system_call_for_messages_to_itself_or_to_a_loop_that_is_awake() throws Exception {
        try (LoopServer server = new LoopServer(NetLimits.DEFAULT)) {
            List<Integer> ran = new ArrayList<>();
            AtomicReference<Long> wakeUps = new AtomicReference<>(0L);
            server.onLoop(() -> {
                long before = server.stats.wakeUps();
                for (int i = 0; i < 1_000; i++) {
                    int number = i;
                    server.loop().offer(() -> ran.add(number));
                }
                wakeUps.set(server.stats.wakeUps() - before);
            });
            assertThat(wakeUps.get()).isZero();
            server.onLoop(() -> assertThat(ran).hasSize(1_000));
            assertThat(server.stats.failedTasks()).isZero();
        }
    }

    @Test
    void serves_when_it_spins_before_it_sleeps() throws Exception {
        try (LoopServer server = new LoopServer(NetLimits.DEFAULT.withSpinTime(Duration.ofNanos(100)))) {
            Client client = server.greeted();
            server.onLoop(() -> {});
            server.clock.advance(Duration.ofSeconds(1));
            client.send("a\n").expect("a\n");
            client.send("b\n").expect("b\n");
        }
    }

    // ---- stopping

    @Test
    void closes_idle_connections_when_it_stops() throws Exception {
        LoopServer server = new LoopServer(NetLimits.DEFAULT);
        Client client = server.greeted();
        Thread stopper = stopping(server, Duration.ofSeconds(10));
        assertThat(client.rest()).isEmpty();
        client.close();
        stopper.join();
        assertThat(server.stats.open()).isZero();
        assertThat(server.sessions.all.getFirst().closedCalls.get()).isEqualTo(1);
        server.close();
    }

    @Test
    void answers_the_requests_in_hand_before_it_stops() throws Exception {
        LoopServer server = new LoopServer(NetLimits.DEFAULT, 2, Mode.ONE_LISTENER);
        Client client = server.client().send("one\nwait x\ntwo\nhal");
        server.await("the session waits", () -> server.sessions.waiting.containsKey("x"));
        LineSession session = server.sessions.waiting("x");
        Thread stopper = stopping(server, Duration.ofSeconds(10));
        // Another loop has the answer, and has no connection of its own.
        EventLoop other = server.loops.get(1 - server.loops.indexOf(session.connection.loop()));
        LoopServer.settle(other);
        assertThat(other.offer(() -> other.send(session.connection.loop(), () -> {
                    session.say("x\n");
                    session.connection.resume();
                })))
                .isTrue();
        assertThat(client.rest()).isEqualTo("one\nx\ntwo\n");
        client.close();
        stopper.join();
        server.close();
    }

    @Test
    void closes_what_is_not_finished_after_the_grace_time() throws Exception {
        LoopServer server = new LoopServer(NetLimits.DEFAULT);
        Client client = server.client().send("wait x\n");
        server.await("the session waits", () -> server.sessions.waiting.containsKey("x"));
        server.acceptor.close();
        Thread stopper = stopping(server, Duration.ofSeconds(10));
        server.await("the loop is stopping", server.loop()::isStopping);
        server.advance(Duration.ofSeconds(9));
        assertThat(server.stats.open()).isEqualTo(1);
        server.clock.advance(Duration.ofSeconds(1));
        server.loop().offer(() -> {});
        assertThat(client.rest()).isEmpty();
        stopper.join();
        server.close();
    }

    @Test
    void closes_what_arrives_after_its_end() throws Exception {
        LoopServer server = new LoopServer(NetLimits.DEFAULT);
        server.stop(Duration.ZERO);
        try (ServerSocketChannel listener = ServerSocketChannel.open()) {
            listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            try (Client client = new Client(new Socket(
                    InetAddress.getLoopbackAddress(), listener.socket().getLocalPort()))) {
                SocketChannel channel = listener.accept();
                assertThat(server.loop().register(channel, server.sessions)).isFalse();
                assertThat(channel.isOpen()).isFalse();
                assertThat(client.rest()).isEmpty();
            }
        }
        assertThat(server.stats.open()).isZero();
        assertThat(server.loop().connections()).isZero();
        server.close();
    }

    @Test
    void can_be_stopped_before_it_has_started_and_twice() throws Exception {
        EventLoop loop = new EventLoop("test", NetLimits.DEFAULT, Clock.SYSTEM, new NetStats(), _ -> {});
        loop.stop(Duration.ofSeconds(1));
        loop.stop(Duration.ofSeconds(1));
        assertThat(loop.offer(() -> {})).isFalse();
    }

    @Test
    void cannot_wait_for_its_own_end() throws Exception {
        try (LoopServer server = new LoopServer(NetLimits.DEFAULT)) {
            AtomicReference<Throwable> thrown = new AtomicReference<>();
            server.onLoop(() -> {
                try {
                    server.loop().stop(Duration.ZERO);
                } catch (IllegalStateException | InterruptedException e) {
                    thrown.set(e);
                }
            });
            assertThat(thrown.get()).isInstanceOf(IllegalStateException.class).hasMessageContaining("another thread");
            server.greeted();
        }
    }

    @Test
    void names_the_limit_that_makes_no_sense() {
        assertThatThrownBy(() -> NetLimits.DEFAULT.withHighMarkBytes(100))
                .hasMessage("highMarkBytes must be more than lowMarkBytes, which is 262144, but is 100");
        assertThatThrownBy(() -> NetLimits.DEFAULT.withRequestTime(Duration.ZERO))
                .hasMessage("requestTime must be more than 0 and at most 365 days, but is PT0S");
        assertThat(NetLimits.DEFAULT.withIdleTime(Duration.ZERO)).isEqualTo(NetLimits.DEFAULT);
    }

    private static Thread stopping(LoopServer server, Duration grace) {
        return Thread.ofPlatform().start(() -> {
            try {
                server.stop(grace);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
