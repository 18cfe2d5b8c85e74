package kvs.net;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import kvs.net.LoopServer.Client;
import kvs.protocol.Fact;
import org.junit.jupiter.api.Test;

/** Real sockets, virtual time. */
class ConnectionTest {
    /** A deadline is noticed up to a sixteenth too late, and never too early. */
    private static Duration noticed(Duration deadline) {
        return deadline.plus(deadline.dividedBy(16)).plusNanos(1);
    }

    @Test
    void answers_requests_in_order() throws Exception {
        try (LoopServer server = new LoopServer(NetLimits.DEFAULT)) {
            server.client().send("one\ntwo\n\nthree\n").expect("one\ntwo\n\nthree\n");
        }
    }

    @Test
    void answers_a_request_that_arrives_byte_by_byte() throws Exception {
        try (LoopServer server = new LoopServer(NetLimits.DEFAULT)) {
            Client client = server.greeted();
            for (char letter : "first\nsec".toCharArray()) {
                client.send("" + letter);
                LoopServer.settle(server.loop());
            }
            client.expect("first\n");
            client.send("ond\n").expect("second\n");
        }
    }

    @Test
    void survives_a_disconnect_at_every_byte() throws Exception {
        String session = "hello\nbig 3\nquit\n";
        try (LoopServer server = new LoopServer(NetLimits.DEFAULT)) {
            Client other = server.greeted();
            for (int cut = 0; cut <= session.length(); cut++) {
                Client client = server.client().send(session.substring(0, cut));
                if (cut % 2 == 0) {
                    client.socket().setSoLinger(true, 0); // a reset
                }
                client.close();
            }
            server.await(
                    "the clients are gone",
                    () -> server.stats.accepted() == session.length() + 2 && server.stats.open() == 1);
            other.send("still here\n").expect("still here\n");
            assertThat(server.sessions.all.stream().mapToInt(each -> each.closedCalls.get()))
                    .filteredOn(calls -> calls == 1)
                    .hasSize(session.length() + 1);
            assertThat(server.stats.closedByFailure()).isZero();
        }
    }

    @Test
    void answers_a_client_that_has_closed_its_side() throws Exception {
        try (LoopServer server = new LoopServer(NetLimits.DEFAULT)) {
            Client client = server.client().send("one\ntwo\nhal");
            client.socket().shutdownOutput();
            assertThat(client.rest()).isEqualTo("one\ntwo\n");
            server.await("the connection is closed", () -> server.stats.open() == 0);
        }
    }

    @Test
    void reads_on_while_answers_are_outstanding_and_gives_them_after_the_end_of_the_client() throws Exception {
        try (LoopServer server = new LoopServer(NetLimits.DEFAULT)) {
            Client client = server.client().send("later a\nnow\n");
            client.expect("now\n");
            client.send("later b\n");
            client.socket().shutdownOutput();
            server.await("b has arrived", () -> server.sessions.waiting.containsKey("b"));
            LineSession session = server.sessions.waiting("a");
            server.onLoop(() -> session.answerLater("a\n"));
            client.expect("a\n");
            server.onLoop(() -> session.answerLater("b\n"));
            Fact.when("the last answer was given").gives("b\n", client.rest());
        }
    }

    @Test
    void gives_outstanding_answers_before_it_stops() throws Exception {
        try (LoopServer server = new LoopServer(NetLimits.DEFAULT)) {
            Client idle = server.greeted();
            Client client = server.client().send("later a\nnow\n");
            client.expect("now\n");
            Thread stopping = Thread.startVirtualThread(() -> {
                try {
                    server.stop(Duration.ofSeconds(10));
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            });
            Fact.when("the loop stops: an idle connection").gives("", idle.rest());
            idle.close();
            server.onLoop(() -> server.sessions.waiting("a").answerLater("a\n"));
            Fact.when("the loop stops: one with an outstanding answer").gives("a\n", client.rest());
            client.close();
            stopping.join();
        }
    }

    @Test
    void drops_what_comes_after_the_end_of_the_conversation_without_a_reset() throws Exception {
        try (LoopServer server = new LoopServer(NetLimits.DEFAULT)) {
            Client client = server.client().send("one\nquit\ntwo\n" + "three\n".repeat(50_000));
            assertThat(client.rest()).isEqualTo("one\nquit\n");
            assertThat(server.sessions.all.getFirst().closedCalls.get()).isEqualTo(1);
        }
    }

    @Test
    void waits_for_the_linger_time_and_no_longer() throws Exception {
        try (LoopServer server = new LoopServer(NetLimits.DEFAULT)) {
            Client client = server.client().send("quit\n");
            assertThat(client.rest()).isEqualTo("quit\n");
            server.advance(Duration.ofMillis(999));
            assertThat(server.stats.open()).isEqualTo(1);
            server.advance(Duration.ofMillis(1));
            assertThat(server.stats.open()).isZero();
        }
    }

    // ---- deadlines

    @Test
    void closes_a_client_that_sends_half_a_request_and_then_nothing() throws Exception {
        try (LoopServer server = new LoopServer(NetLimits.DEFAULT)) {
            Client idle = server.greeted();
            Client half = server.greeted().send("whole\nhal");
            half.expect("whole\n");
            server.advance(Duration.ofSeconds(30).minusNanos(1));
            assertThat(server.stats.closedByDeadline()).isZero();
            server.advance(noticed(Duration.ofSeconds(30)).minusSeconds(30));
            assertThat(half.rest()).isEmpty();
            assertThat(server.stats.closedByDeadline()).isEqualTo(1);
            idle.send("still here\n").expect("still here\n");
        }
    }

    @Test
    void counts_from_the_first_byte_of_a_request() throws Exception {
        try (LoopServer server = new LoopServer(NetLimits.DEFAULT)) {
            Client client = server.greeted();
            for (int i = 0; i < 31 && server.stats.open() > 0; i++) {
                try {
                    client.send("x");
                } catch (SocketException _) {
                    break;
                }
                long bytes = 7L + i;
                server.await("the byte is there", () -> server.stats.bytesIn() == bytes || server.stats.open() == 0);
                server.advance(Duration.ofSeconds(1));
            }
            server.advance(Duration.ofSeconds(1));
            assertThat(server.stats.closedByDeadline()).isEqualTo(1);
        }
    }

    @Test
    void gives_the_next_request_a_time_of_its_own() throws Exception {
        try (LoopServer server = new LoopServer(NetLimits.DEFAULT)) {
            Client client = server.greeted().send("fir");
            server.await("three bytes are there", () -> server.stats.bytesIn() == 9);
            server.advance(Duration.ofSeconds(29));
            client.send("st\nsec").expect("first\n");
            server.advance(Duration.ofSeconds(29));
            client.send("ond\n").expect("second\n");
        }
    }

    @Test
    void never_closes_an_idle_client_by_default() throws Exception {
        try (LoopServer server = new LoopServer(NetLimits.DEFAULT)) {
            Client client = server.greeted();
            server.advance(Duration.ofDays(365));
            client.send("still here\n").expect("still here\n");
        }
    }

    @Test
    void closes_an_idle_client_if_there_is_an_idle_time() throws Exception {
        try (LoopServer server = new LoopServer(NetLimits.DEFAULT.withIdleTime(Duration.ofSeconds(16)))) {
            Client idle = server.greeted();
            Client active = server.greeted();
            server.advance(Duration.ofSeconds(15));
            active.send("a\n").expect("a\n");
            assertThat(server.stats.closedByDeadline()).isZero();
            server.advance(Duration.ofSeconds(2));
            assertThat(idle.rest()).isEmpty();
            active.send("still here\n").expect("still here\n");
            assertThat(server.stats.closedByDeadline()).isEqualTo(1);
        }
    }

    @Test
    void sets_no_timer_for_an_idle_client() throws Exception {
        try (LoopServer server = new LoopServer(NetLimits.DEFAULT)) {
            server.greeted();
            server.advance(noticed(Duration.ofSeconds(60)));
            AtomicLong turns = new AtomicLong();
            server.onLoop(() -> turns.set(server.loop().turn()));
            server.clock.advance(Duration.ofDays(1));
            server.onLoop(() -> turns.set(server.loop().turn() - turns.get()));
            assertThat(turns.get()).as("turns: three that the test asks for").isEqualTo(3);
        }
    }

    // ---- budget

    @Test
    void gives_a_flood_no_more_than_its_budget_in_each_turn() throws Exception {
        try (LoopServer server = new LoopServer(NetLimits.DEFAULT.withWorkBudget(10))) {
            Client flood = server.greeted();
            Client other = server.greeted();
            LineSession session = server.sessions.all.getFirst();
            AtomicInteger before = new AtomicInteger(1);
            AtomicInteger most = new AtomicInteger();
            server.onLoop(() -> server.loop().onTurnEnd(() -> {
                most.accumulateAndGet(session.requests.get() - before.get(), Math::max);
                before.set(session.requests.get());
            }));
            flood.send("x\n".repeat(5_000));
            other.send("other\n").expect("other\n");
            flood.expect("x\n".repeat(5_000));
            assertThat(most.get()).isEqualTo(10);
        }
    }

    @Test
    void serves_others_during_a_flood() throws Exception {
        try (LoopServer server = new LoopServer(NetLimits.DEFAULT)) {
            Client flood = server.greeted();
            Client other = server.greeted();
            String requests = "flood\n".repeat(100_000);
            Thread writer = writer(flood, requests);
            for (int i = 0; i < 100; i++) {
                other.send("other\n").expect("other\n");
            }
            flood.expect(requests);
            writer.join();
        }
    }

    @Test
    void takes_a_request_of_many_reads() throws Exception {
        try (LoopServer server = new LoopServer(NetLimits.DEFAULT.withReadBytes(1000))) {
            String line = "x".repeat(300_000) + "\n";
            Client client = server.client();
            Thread writer = writer(client, line + "next\n");
            client.expect(line);
            client.expect("next\n");
            writer.join();
        }
    }

    @Test
    void closes_a_client_whose_request_has_no_end() throws Exception {
        try (LoopServer server = new LoopServer(NetLimits.DEFAULT.withMaxRequestBytes(100_000))) {
            Client other = server.greeted();
            Client client = server.client();
            Thread writer = writer(client, "x".repeat(2_000_000));
            assertThat(client.rest()).isIn("", "(reset)");
            writer.join();
            assertThat(server.stats.closedOverRequestLimit()).isEqualTo(1);
            other.send("still here\n").expect("still here\n");
        }
    }

    // ---- waiting for other loops

    @Test
    void goes_on_after_a_wait_where_it_stopped() throws Exception {
        try (LoopServer server = new LoopServer(NetLimits.DEFAULT)) {
            Client client = server.client().send("one\nwait x\ntwo\n");
            server.await("the session waits", () -> server.sessions.waiting.containsKey("x"));
            LineSession session = server.sessions.waiting("x");
            assertThat(session.requests.get()).isEqualTo(2);
            server.onLoop(() -> {
                session.say("x\n");
                session.connection.resume();
            });
            client.expect("one\nx\ntwo\n");
        }
    }

    @Test
    void does_not_read_or_spin_while_it_waits() throws Exception {
        try (LoopServer server = new LoopServer(NetLimits.DEFAULT)) {
            Client client = server.client().send("wait x\n");
            server.await("the session waits", () -> server.sessions.waiting.containsKey("x"));
            client.send("two\nthree\n");
            LoopServer.settle(server.loop());
            AtomicLong turns = new AtomicLong();
            server.onLoop(() -> turns.set(server.loop().turn()));
            server.onLoop(() -> turns.set(server.loop().turn() - turns.get()));
            assertThat(turns.get()).as("turns: three that the test asks for").isEqualTo(3);
            assertThat(server.stats.bytesIn()).isEqualTo(7);
            server.onLoop(() -> server.sessions.waiting("x").connection.resume());
            client.expect("two\nthree\n");
            client.send("four\n").expect("four\n");
        }
    }

    @Test
    void sends_what_is_appended_outside_of_a_request() throws Exception {
        try (LoopServer server = new LoopServer(NetLimits.DEFAULT)) {
            Client client = server.greeted();
            LineSession session = server.sessions.all.getFirst();
            server.onLoop(() -> {
                session.say("news\n");
                session.connection.flushSoon();
                session.say("more news\n");
                session.connection.flushSoon();
            });
            client.expect("news\nmore news\n");
        }
    }

    /** A session may come back from its wait with something that other connections need: it has to let it go. */
    @Test
    void runs_once_after_a_wait_although_its_output_is_above_the_mark() throws Exception {
        try (LoopServer server = new LoopServer(NetLimits.DEFAULT)) {
            Client client = server.greeted();
            LineSession session = server.sessions.all.getFirst();
            client.send("wait a\n");
            server.await("the session waits", () -> server.sessions.waiting.containsKey("a"));
            AtomicInteger before = new AtomicInteger();
            server.onLoop(() -> server.loop().onTurnEnd(() -> {
                if (before.compareAndSet(0, session.turns.get())) {
                    // More than the kernel takes from a client that does not read.
                    session.connection.out().writeBytes(new byte[32 << 20]);
                    session.connection.resume();
                    session.connection.flushSoon();
                }
            }));
            LoopServer.settle(server.loop());
            assertThat(session.turns.get()).isGreaterThan(before.get());
        }
    }

    @Test
    void may_be_resumed_before_the_session_has_said_that_it_waits() throws Exception {
        SessionFactory eager = connection -> new Session() {
            private boolean waited;

            @Override
            public Next process(kvs.protocol.ByteCursor in) {
                in.position(in.position() + in.remaining());
                if (!waited) {
                    waited = true;
                    connection.resume();
                    return Next.WAIT;
                }
                connection.out().writeByte('r');
                return Next.READ;
            }

            @Override
            public void closed() {}
        };
        try (LoopServer server = new LoopServer(NetLimits.DEFAULT);
                Client client = connect(server, eager)) {
            client.send("x").expect("r");
        }
    }

    // ---- failures

    @Test
    void closes_a_connection_whose_session_fails_and_no_other() throws Exception {
        try (LoopServer server = new LoopServer(NetLimits.DEFAULT)) {
            Client other = server.greeted();
            Client client = server.client().send("boom\n");
            assertThat(client.rest()).isEmpty();
            other.send("still here\n").expect("still here\n");
            assertThat(server.stats.closedByFailure()).isEqualTo(1);
            assertThat(server.sessions.all.getLast().closedCalls.get()).isEqualTo(1);
        }
    }

    @Test
    void closes_a_connection_without_a_session() throws Exception {
        SessionFactory failing = _ -> {
            throw new IllegalStateException("a test's");
        };
        SessionFactory closing = connection -> {
            connection.close("a test's");
            assertThat(connection.isClosed()).isTrue();
            return new Deaf();
        };
        try (LoopServer server = new LoopServer(NetLimits.DEFAULT)) {
            try (Client client = connect(server, failing)) {
                assertThat(client.rest()).isEmpty();
            }
            try (Client client = connect(server, closing)) {
                assertThat(client.rest()).isEmpty();
            }
            server.await("nothing is open", () -> server.stats.open() == 0);
            assertThat(server.loop().connections()).isZero();
        }
    }

    @Test
    void sends_a_greeting() throws Exception {
        SessionFactory polite = connection -> {
            connection.out().writeCharSequence("welcome\n", ISO_8859_1);
            return new Deaf();
        };
        try (LoopServer server = new LoopServer(NetLimits.DEFAULT);
                Client client = connect(server, polite)) {
            client.expect("welcome\n");
        }
    }

    private record Deaf() implements Session {
        @Override
        public Next process(kvs.protocol.ByteCursor in) {
            in.position(in.position() + in.remaining());
            return Next.READ;
        }

        @Override
        public void closed() {}
    }

    private static Client connect(LoopServer server, SessionFactory factory) throws IOException {
        try (var listener = java.nio.channels.ServerSocketChannel.open()) {
            listener.bind(new java.net.InetSocketAddress(java.net.InetAddress.getLoopbackAddress(), 0));
            java.net.Socket socket = new java.net.Socket(
                    java.net.InetAddress.getLoopbackAddress(), listener.socket().getLocalPort());
            server.loop().register(listener.accept(), factory);
            return new Client(socket);
        }
    }

    // ---- backpressure

    @Test
    void serves_a_client_that_writes_its_whole_pipeline_before_it_reads() throws Exception {
        String requests = ("x".repeat(999) + "\n").repeat(20_000);
        // The clock races ahead of the bytes here.
        NetLimits patient = small().withStuckTime(Duration.ofDays(365)).withRequestTime(Duration.ofDays(365));
        try (LoopServer server = new LoopServer(patient)) {
            Client client = server.client();
            Thread writer = writer(client, requests);
            server.await("a client has written 20 MB of requests before it reads an answer", () -> {
                server.clock.advance(Duration.ofMillis(50));
                return !writer.isAlive();
            });
            Fact.when("connections closed while the client wrote")
                    .gives(0, server.stats.closedOverOutputLimit() + server.stats.closedByFailure());
            client.expect(requests);
        }
    }

    @Test
    void holds_a_client_that_does_not_read() throws Exception {
        try (LoopServer server = new LoopServer(small())) {
            Client client = server.client().send("big 16000000\n");
            server.await("the answer is in the output", () -> pending(server) > 4096);
            client.send("two\nthree\n");
            LoopServer.settle(server.loop());
            Fact.when("requests run for a client above the high mark, which has sent two more")
                    .usually("the connection is read from although its output is above the mark")
                    .gives(1, server.sessions.all.getFirst().requests.get());
            client.expect("\0".repeat(16_000_000));
            client.expect("two\nthree\n");
        }
    }

    @Test
    void closes_a_subscriber_that_never_reads() throws Exception {
        try (LoopServer server = new LoopServer(small().withMaxOutputBytes(1 << 20))) {
            Client other = server.greeted();
            Client deaf = server.greeted();
            LineSession session = server.sessions.all.getLast();
            String news = "n".repeat(10_000);
            for (int i = 0; i < 5_000 && server.stats.open() == 2; i++) {
                server.onLoop(() -> {
                    session.say(news);
                    session.connection.flushSoon();
                });
            }
            Fact.when("connections closed, after 50 MB for a subscriber that reads nothing, where 1 MiB may wait")
                    .gives(1, server.stats.closedOverOutputLimit());
            other.send("still here\n").expect("still here\n");
            assertThat(deaf.rest()).contains("nnn");
        }
    }

    @Test
    void closes_a_client_that_takes_none_of_its_answers() throws Exception {
        try (LoopServer server = new LoopServer(small())) {
            server.client().send("big 16000000\n");
            server.await("the answer is in the output", () -> pending(server) > 4096);
            int seconds = 0;
            while (server.stats.open() > 0) {
                server.advance(Duration.ofSeconds(1));
                seconds++;
            }
            // The kernel may go on taking a little after the first second.
            assertThat(seconds).isBetween(60, 120);
            assertThat(server.stats.closedByDeadline()).isEqualTo(1);
        }
    }

    private static NetLimits small() {
        return NetLimits.DEFAULT.withLowMarkBytes(1024).withHighMarkBytes(4096);
    }

    private static int pending(LoopServer server) {
        AtomicInteger pending = new AtomicInteger();
        try {
            server.onLoop(() -> {
                if (!server.sessions.all.isEmpty()) {
                    pending.set(server.sessions.all.getFirst().connection.pendingBytes());
                }
            });
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        return pending.get();
    }

    private static Thread writer(Client client, String text) {
        return Thread.ofPlatform().daemon().start(() -> {
            try {
                client.send(text);
            } catch (SocketException _) {
                // The server has closed the connection, which the test sees by itself.
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }
}
