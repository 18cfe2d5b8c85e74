package kvs.cluster.client;

import static kvs.cluster.client.FakeCluster.address;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import kvs.protocol.Bytes;
import kvs.raft.kv.KeyRange;
import kvs.raft.kv.Response;
import kvs.raft.proto.NotLeaderProto;
import kvs.raft.proto.RequestProto;
import kvs.raft.proto.ResponseProto;
import kvs.raft.proto.ValueProto;
import kvs.raft.proto.WriteIdProto;
import org.junit.jupiter.api.Test;

/** What a call sends, and what its caller learns, whatever the nodes do. */
class ClusterClientTest {
    private static final Bytes A = Bytes.utf8("a");
    private static final Bytes ONE = Bytes.utf8("1");
    private static final Bytes TWO = Bytes.utf8("2");
    private static final ClientOptions WITHOUT_SESSION = ClientOptions.DEFAULT.sessions(false);

    private final FakeCluster cluster = new FakeCluster();
    private final FakeCluster.Node first = cluster.node(1);
    private final FakeCluster.Node second = cluster.node(2);
    private final FakeCluster.Node third = cluster.node(3);

    private ClusterClient client(int... ids) {
        return cluster.client(ClientOptions.DEFAULT, ids);
    }

    // Requests

    @Test
    void reads_and_writes() throws ClusterException {
        try (ClusterClient client = client(1)) {
            assertThat(client.get(A)).isNull();
            client.set(A, ONE);
            assertThat(client.get(A)).isEqualTo(ONE);
            assertThat(client.compareAndSet(A, TWO, TWO)).isEqualTo(new ClusterClient.Compared(false, ONE));
            assertThat(client.compareAndSet(A, ONE, TWO)).isEqualTo(new ClusterClient.Compared(true, ONE));
            assertThat(client.compareAndSet(A, null, ONE).done()).isFalse();
            assertThat(client.delete(A)).isTrue();
            assertThat(client.delete(A)).isFalse();
            assertThat(client.compareAndSet(A, null, ONE)).isEqualTo(new ClusterClient.Compared(true, null));
        }
    }

    @Test
    void tells_an_empty_value_from_none() throws ClusterException {
        try (ClusterClient client = client(1)) {
            client.set(A, Bytes.EMPTY);
            assertThat(client.get(A)).isEqualTo(Bytes.EMPTY);
            assertThat(client.delete(A)).isTrue();
        }
    }

    @Test
    void a_scan_returns_a_page() throws ClusterException {
        cluster.maxRows = 2;
        cluster.store.putAll(Map.of(A, ONE, Bytes.utf8("b"), TWO, Bytes.utf8("c"), ONE));
        try (ClusterClient client = client(1)) {
            Response.Rows page = client.scan(KeyRange.ALL, 10);
            assertThat(page.more()).isTrue();
            assertThat(page.rows()).containsExactly(new Response.Row(A, ONE), new Response.Row(Bytes.utf8("b"), TWO));
            assertThat(client.scan(KeyRange.startingWith(Bytes.utf8("c")), 10).rows())
                    .hasSize(1);
        }
    }

    @Test
    void a_stale_read_goes_to_the_first_address_though_another_node_leads() throws ClusterException {
        cluster.store.put(A, ONE);
        try (ClusterClient client = client(2, 1)) {
            assertThat(client.get(A)).isEqualTo(ONE);
            second.requests.clear();
            assertThat(client.getStale(A)).isEqualTo(ONE);
            assertThat(client.scanStale(KeyRange.ALL, 1).rows()).hasSize(1);
        }
        assertThat(second.requests).hasSize(2);
    }

    @Test
    void a_ping_asks_the_node_that_it_names() throws ClusterException {
        try (ClusterClient client = client(1)) {
            client.ping(address(3));
            assertThat(third.requests).hasSize(1);
            third.stop(FakeCluster.State.DOWN);
            assertThatThrownBy(() -> client.ping(address(3)))
                    .isInstanceOf(UnavailableException.class)
                    .hasMessage("could not ping 127.0.0.1:9003: Connection refused");
        }
    }

    // The leader

    @Test
    void follows_a_follower_to_the_leader_and_stays_there() throws ClusterException {
        cluster.leader = 3;
        try (ClusterClient client = client(2)) {
            client.get(A);
            client.get(A);
        }
        assertThat(second.requests).hasSize(1);
        assertThat(third.requests).hasSize(2);
        assertThat(cluster.clock.millis()).as("a redirect needs no pause").isZero();
    }

    @Test
    void learns_the_other_members_from_the_node_it_was_given() throws ClusterException {
        try (ClusterClient client = client(1)) {
            client.get(A);
            assertThat(client.addresses()).containsExactly(address(1), address(2), address(3));
            first.stop(FakeCluster.State.DOWN);
            cluster.leader = 3;
            assertThat(client.get(A)).isNull();
        }
    }

    @Test
    void drops_the_connection_to_a_member_that_left() throws ClusterException {
        try (ClusterClient client = client(1)) {
            client.get(A);
            client.ping(address(3));
            client.removeNode(3);
            client.info(address(1));
            assertThat(client.addresses()).containsExactly(address(1), address(2));
            assertThat(third.connections.getFirst().isRetired).isTrue();
        }
    }

    @Test
    void waits_longer_each_time_until_there_is_a_leader() throws ClusterException {
        first.next(FakeCluster.names(0), FakeCluster.names(0), FakeCluster.names(0));
        try (ClusterClient client = client(1, 2, 3)) {
            cluster.leader = 0;
            second.next(FakeCluster.names(0), FakeCluster.names(0), (_, request, answer) -> {
                cluster.leader = 1;
                FakeCluster.names(0).take(second.connections.getFirst(), request, answer);
            });
            assertThat(client.get(A)).isNull();
        }
        assertThat(cluster.clock.pausesMillis()).containsExactly(10L, 20L, 40L);
    }

    @Test
    void nodes_that_name_each_other_are_asked_once_between_two_pauses() {
        cluster.leader = 0;
        for (int i = 0; i < 1000; i++) {
            first.next(FakeCluster.names(2));
            second.next(FakeCluster.names(1));
        }
        try (ClusterClient client = client(1, 2)) {
            assertThatThrownBy(() -> client.get(A))
                    .isInstanceOf(UnavailableException.class)
                    .hasMessageContaining("127.0.0.1:9001 (does not lead, and names node 2 at 127.0.0.1:9002)");
        }
        assertThat(first.requests).hasSameSizeAs(cluster.clock.pausesMillis());
        assertThat(cluster.clock.pausesMillis()).startsWith(10L, 20L, 40L, 80L, 100L, 100L);
        assertThat(cluster.clock.millis()).isEqualTo(5000);
    }

    @Test
    void a_leader_that_is_cut_off_costs_the_time_of_one_attempt() throws ClusterException {
        try (ClusterClient client = client(1)) {
            client.get(A);
            first.stop(FakeCluster.State.CUT_OFF);
            second.next(FakeCluster.names(1), FakeCluster.names(1));
            third.next(FakeCluster.names(1), (_, request, answer) -> {
                cluster.leader = 2;
                answer.complete(cluster.connectionOf(third).serve(request));
            });
            assertThat(client.get(A)).isNull();
        }
        assertThat(cluster.clock.millis()).isEqualTo(1000 + 10 + 20);
    }

    @Test
    void an_address_that_makes_no_sense_is_no_redirect() throws ClusterException {
        first.next((_, request, answer) -> answer.complete(ResponseProto.newBuilder()
                .setRequestId(request.getRequestId())
                .setNotLeader(NotLeaderProto.newBuilder().setLeader(9).setAddress("::::"))
                .build()));
        try (ClusterClient client = client(1)) {
            assertThat(client.get(A)).isNull();
        }
    }

    // Outside a session

    @Test
    void outside_a_session_a_write_with_a_lost_answer_is_not_repeated() {
        for (FakeCluster.Step lost : List.of(FakeCluster.lostBefore(), FakeCluster.lostAfter())) {
            first.requests.clear();
            first.next(lost);
            try (ClusterClient client = cluster.client(WITHOUT_SESSION, 1, 2, 3)) {
                assertThatThrownBy(() -> client.set(A, ONE))
                        .isInstanceOf(MayHaveHappenedException.class)
                        .hasMessageContaining("set \"a\"")
                        .hasMessageContaining("127.0.0.1:9001 (connection lost: Connection reset)");
            }
            assertThat(first.requests).hasSize(1);
        }
        assertThat(second.requests).isEmpty();
        assertThat(third.requests).isEmpty();
        assertThat(cluster.applied).containsExactly("set \"a\" \"1\"");
    }

    @Test
    void outside_a_session_a_silent_node_has_the_whole_time() {
        first.next(FakeCluster.silent());
        try (ClusterClient client = cluster.client(WITHOUT_SESSION, 1, 2, 3)) {
            assertThatThrownBy(() -> client.delete(A)).isInstanceOf(MayHaveHappenedException.class);
        }
        assertThat(cluster.clock.millis()).isEqualTo(5000);
        assertThat(first.requests).hasSize(1);
        assertThat(second.requests).isEmpty();
    }

    @Test
    void outside_a_session_a_node_that_does_not_know_ends_the_call() {
        first.next(FakeCluster.mayHaveHappened());
        try (ClusterClient client = cluster.client(WITHOUT_SESSION, 1)) {
            assertThatThrownBy(() -> client.set(A, ONE)).isInstanceOf(MayHaveHappenedException.class);
        }
        assertThat(first.requests).hasSize(1);
    }

    @Test
    void outside_a_session_a_write_that_had_no_effect_is_sent_again() throws ClusterException {
        first.next(FakeCluster.notSent(), FakeCluster.busy(), FakeCluster.names(2));
        second.next(FakeCluster.names(1));
        try (ClusterClient client = cluster.client(WITHOUT_SESSION, 1)) {
            client.set(A, ONE);
        }
        assertThat(cluster.applied).containsExactly("set \"a\" \"1\"");
        assertThat(first.requests).noneMatch(RequestProto::hasWriteId);
    }

    @Test
    void a_change_of_the_members_with_a_lost_answer_is_not_repeated() {
        try (ClusterClient client = client(1)) {
            first.next(FakeCluster.lostAfter(), FakeCluster.lostAfter(), FakeCluster.lostBefore());
            assertThatThrownBy(() -> client.addNode(4, "127.0.0.1")).isInstanceOf(MayHaveHappenedException.class);
            assertThatThrownBy(() -> client.removeNode(4)).isInstanceOf(MayHaveHappenedException.class);
            assertThatThrownBy(() -> client.transfer(0)).isInstanceOf(MayHaveHappenedException.class);
        }
        assertThat(first.requests).hasSize(3);
    }

    // Inside a session

    @Test
    void inside_a_session_a_write_is_repeated_under_its_number_and_happens_once() throws ClusterException {
        try (ClusterClient client = client(1)) {
            client.set(A, ONE);
            first.next(FakeCluster.lostAfter(), FakeCluster.lostBefore(), FakeCluster.silent());
            assertThat(client.compareAndSet(A, ONE, TWO).done()).isTrue();
        }
        assertThat(cluster.applied).containsExactly("set \"a\" \"1\"", "cas \"a\" \"2\"");
        assertThat(numbers(first)).containsExactly(1L, 2L, 2L, 2L, 2L);
        assertThat(cluster.sessions).hasSize(1);
    }

    private static List<Long> numbers(FakeCluster.Node node) {
        return node.writes().stream()
                .map(RequestProto::getWriteId)
                .map(WriteIdProto::getSequence)
                .toList();
    }

    @Test
    void no_session_is_opened_for_reads() throws ClusterException {
        try (ClusterClient client = client(1)) {
            client.get(A);
        }
        assertThat(cluster.sessions).isEmpty();
    }

    @Test
    void a_session_whose_opening_was_lost_is_opened_again() throws ClusterException {
        first.next(FakeCluster.lostAfter());
        try (ClusterClient client = client(1)) {
            client.set(A, ONE);
        }
        assertThat(cluster.sessions).hasSize(2);
        assertThat(cluster.applied).hasSize(1);
    }

    @Test
    void a_write_that_finds_its_session_expired_is_sent_in_a_new_one() throws ClusterException {
        try (ClusterClient client = client(1)) {
            client.set(A, ONE);
            cluster.sessions.clear();
            client.set(A, TWO);
            client.delete(A);
        }
        assertThat(cluster.applied).containsExactly("set \"a\" \"1\"", "set \"a\" \"2\"", "delete \"a\"");
        assertThat(numbers(first)).containsExactly(1L, 2L, 1L, 2L);
    }

    @Test
    void sessions_that_expire_at_once_do_not_keep_the_client_busy() {
        FakeCluster.Step expires = (connection, request, answer) -> {
            cluster.sessions.clear();
            answer.complete(connection.serve(request));
        };
        first.next(Stream.generate(() -> expires).limit(5000).toArray(FakeCluster.Step[]::new));
        try (ClusterClient client = client(1)) {
            assertThatThrownBy(() -> client.set(A, ONE)).isInstanceOf(UnavailableException.class);
        }
        assertThat(cluster.applied).isEmpty();
        assertThat(first.writes()).hasSize(500);
    }

    @Test
    void a_repetition_that_finds_its_session_expired_may_have_happened() throws ClusterException {
        try (ClusterClient client = client(1)) {
            client.set(A, ONE);
            first.next(FakeCluster.lostAfter(), FakeCluster.sessionExpired());
            assertThatThrownBy(() -> client.set(A, TWO))
                    .isInstanceOf(MayHaveHappenedException.class)
                    .hasMessageContaining("the session has expired before the write was repeated");
            client.delete(A);
        }
        assertThat(cluster.applied).containsExactly("set \"a\" \"1\"", "set \"a\" \"2\"", "delete \"a\"");
        assertThat(cluster.sessions).as("the later write has a new session").hasSize(2);
    }

    @Test
    void once_an_answer_is_lost_no_later_answer_says_that_nothing_happened() {
        for (FakeCluster.Step later :
                List.of(FakeCluster.busy(), FakeCluster.names(0), FakeCluster.rejects("too long"))) {
            FakeCluster.Node node = cluster.node(1);
            node.script.clear();
            try (ClusterClient client = client(1)) {
                client.set(A, ONE);
                cluster.nodes.keySet().removeIf(id -> id > 1);
                node.next(FakeCluster.lostBefore());
                for (int i = 0; i < 1000; i++) {
                    node.next(later);
                }
                assertThatThrownBy(() -> client.set(A, TWO)).isInstanceOf(MayHaveHappenedException.class);
            } catch (ClusterException e) {
                throw new AssertionError(e);
            }
        }
    }

    @Test
    void the_leader_that_does_not_know_is_asked_again() throws ClusterException {
        try (ClusterClient client = client(1)) {
            client.set(A, ONE);
            first.next(FakeCluster.mayHaveHappened());
            client.set(A, TWO);
        }
        assertThat(numbers(first)).containsExactly(1L, 2L, 2L);
    }

    @Test
    void a_write_whose_caller_gave_up_holds_no_other_back() throws ClusterException {
        try (ClusterClient client = client(1)) {
            client.set(A, ONE);
            first.next(FakeCluster.lostAfter(), FakeCluster.rejects("too long"));
            assertThatThrownBy(() -> client.set(A, TWO)).isInstanceOf(MayHaveHappenedException.class);
            client.set(A, ONE);
            WriteIdProto last = first.writes().getLast().getWriteId();
            assertThat(last.getSequence()).isEqualTo(3);
            assertThat(last.getLowestUnanswered()).isEqualTo(3);
        }
    }

    @Test
    void several_threads_write_at_the_same_time_each_under_its_own_number() throws InterruptedException {
        int writers = 100;
        record Held(RequestProto request, CompletableFuture<ResponseProto> answer, FakeCluster.Connection connection) {}
        List<Held> held = new ArrayList<>();
        // Answers come when all writes have arrived, the last one first.
        FakeCluster.Step gather = (connection, request, answer) -> {
            synchronized (held) {
                held.add(new Held(request, answer, connection));
                if (held.size() == writers) {
                    held.reversed()
                            .forEach(each ->
                                    each.answer().complete(each.connection().serve(each.request())));
                }
            }
        };
        Connector oneAtATime = (address, time) -> new Serialized(cluster.connect(address, time), gather);
        List<Throwable> failures = new ArrayList<>();
        ClientOptions patient =
                ClientOptions.DEFAULT.callTime(Duration.ofHours(1)).attemptTime(Duration.ofHours(1));
        try (ClusterClient client =
                new ClusterClient(List.of(address(1)), patient, oneAtATime, ClientClock.SYSTEM, () -> 0L)) {
            List<Thread> threads = IntStream.range(0, writers)
                    .mapToObj(i -> Thread.ofVirtual().start(() -> {
                        try {
                            client.set(Bytes.utf8("k" + i), ONE);
                        } catch (ClusterException | RuntimeException e) {
                            synchronized (failures) {
                                failures.add(e);
                            }
                        }
                    }))
                    .toList();
            for (Thread thread : threads) {
                thread.join();
            }
        }
        assertThat(failures).isEmpty();
        assertThat(cluster.applied).hasSize(writers);
        assertThat(cluster.sessions).as("64 writes in one, 36 in the other").hasSize(2);
        assertThat(held.stream().map(each -> each.request().getWriteId()))
                .allMatch(id -> id.getSequence() - id.getLowestUnanswered() < 64);
    }

    /** A connection for several threads, which gathers writes. */
    private static final class Serialized implements NodeConnection {
        private final NodeConnection connection;
        private final FakeCluster.Step gather;

        Serialized(NodeConnection connection, FakeCluster.Step gather) {
            this.connection = connection;
            this.gather = gather;
        }

        @Override
        public synchronized CompletableFuture<ResponseProto> send(LongFunction<RequestProto> request) {
            RequestProto proto = request.apply(1);
            if (!proto.hasWriteId()) {
                return connection.send(request);
            }
            CompletableFuture<ResponseProto> answer = new CompletableFuture<>();
            gather.take((FakeCluster.Connection) connection, proto, answer);
            return answer;
        }

        @Override
        public boolean isOpen() {
            return connection.isOpen();
        }

        @Override
        public void retire() {
            connection.retire();
        }

        @Override
        public void reject(String problem) {
            connection.reject(problem);
        }

        @Override
        public void close() {
            connection.close();
        }
    }

    // Time

    @Test
    void a_read_asks_another_node_when_one_is_silent() throws ClusterException {
        first.next(FakeCluster.silent());
        try (ClusterClient client = client(1)) {
            assertThat(client.get(A)).isNull();
        }
        assertThat(cluster.clock.millis()).isEqualTo(1010);
        assertThat(first.connections)
                .as("the silent connection is not used again")
                .hasSize(2);
    }

    @Test
    void the_end_of_the_time_says_what_each_node_said() {
        second.stop(FakeCluster.State.DOWN);
        cluster.leader = 0;
        third.next(Stream.generate(FakeCluster::busy).limit(100).toArray(FakeCluster.Step[]::new));
        try (ClusterClient client = cluster.client(ClientOptions.DEFAULT.callTime(Duration.ofMillis(1500)), 1, 2, 3)) {
            assertThatThrownBy(() -> client.set(A, ONE))
                    .isInstanceOf(UnavailableException.class)
                    .hasMessage("could not set \"a\": no node carried it out within 1500 ms, and the request had no"
                            + " effect; tried 127.0.0.1:9001 (does not lead, and knows no leader), 127.0.0.1:9002"
                            + " (Connection refused), 127.0.0.1:9003 (busy: a limit was reached, or another change or a"
                            + " transfer is in progress)");
        }
        assertThat(cluster.clock.millis()).isEqualTo(1500);
    }

    @Test
    void a_busy_leader_is_asked_again_after_a_pause() throws ClusterException {
        first.next(FakeCluster.busy(), FakeCluster.busy());
        try (ClusterClient client = client(1)) {
            assertThat(client.get(A)).isNull();
        }
        assertThat(cluster.clock.pausesMillis()).containsExactly(10L, 20L);
        assertThat(second.requests).isEmpty();
    }

    @Test
    void a_thread_that_is_interrupted_stops_waiting() {
        try (ClusterClient client =
                cluster.client(List.of(address(1)), WITHOUT_SESSION, new VirtualClockThatIsInterrupted())) {
            assertThatThrownBy(() -> client.set(A, ONE))
                    .isInstanceOf(MayHaveHappenedException.class)
                    .hasMessageContaining("interrupted");
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    private static final class VirtualClockThatIsInterrupted implements ClientClock {
        @Override
        public long nanos() {
            return 0;
        }

        @Override
        public void pause(long nanos) throws InterruptedException {
            throw new InterruptedException();
        }

        @Override
        public <T> T await(CompletableFuture<T> answer, long nanos) throws InterruptedException {
            throw new InterruptedException();
        }
    }

    // Wrong answers

    @Test
    void a_rejection_ends_the_call() {
        try (ClusterClient client = cluster.client(WITHOUT_SESSION, 1)) {
            first.next(FakeCluster.rejects("The key has 9 bytes; at most 8 are allowed"));
            assertThatThrownBy(() -> client.set(A, ONE))
                    .isInstanceOf(RejectedException.class)
                    .hasMessage("could not set \"a\": 127.0.0.1:9001 rejected it: The key has 9 bytes; at most 8 are"
                            + " allowed");
        }
        assertThat(first.requests).hasSize(1);
    }

    @Test
    void an_answer_of_another_kind_closes_the_connection() {
        try (ClusterClient client = cluster.client(WITHOUT_SESSION, 1)) {
            first.next(FakeCluster.answers(ResponseProto.newBuilder().setValue(ValueProto.getDefaultInstance())));
            assertThatThrownBy(() -> client.set(A, ONE))
                    .isInstanceOf(MayHaveHappenedException.class)
                    .hasMessageContaining("VALUE where WRITTEN was expected");
            assertThat(first.connections.getFirst().isOpen).isFalse();
        }
    }

    @Test
    void a_session_with_an_impossible_id_is_not_used() throws ClusterException {
        first.next(FakeCluster.answers(ResponseProto.newBuilder().setSessionOpened(-1)));
        try (ClusterClient client = client(1)) {
            client.set(A, ONE);
            assertThat(first.connections.getFirst().problem).contains("session");
        }
        assertThat(cluster.applied).hasSize(1);
    }

    @Test
    void a_read_told_that_its_session_expired_is_asked_again() throws ClusterException {
        first.next(FakeCluster.sessionExpired());
        try (ClusterClient client = client(1)) {
            assertThat(client.get(A)).isNull();
        }
    }

    // Closing

    @Test
    void closing_ends_a_write_that_waits_and_says_that_it_may_have_happened() {
        ClusterClient client = cluster.client(WITHOUT_SESSION, 1);
        first.next((_, _, _) -> client.close());
        assertThatThrownBy(() -> client.set(A, ONE)).isInstanceOf(MayHaveHappenedException.class);
        assertThat(first.requests).hasSize(1);
        assertThat(first.connections).noneMatch(FakeCluster.Connection::isOpen);
    }

    @Test
    void closing_ends_a_read_that_waits() {
        ClusterClient client = client(1);
        first.next((_, _, _) -> client.close());
        assertThatThrownBy(() -> client.get(A))
                .isInstanceOf(UnavailableException.class)
                .hasMessageContaining("the client is closed");
        assertThat(first.requests).hasSize(1);
    }

    @Test
    void a_closed_client_connects_to_no_node() {
        ClusterClient client = client(1);
        client.close();
        assertThatThrownBy(() -> client.get(A)).hasMessageContaining("the client is closed");
        assertThatThrownBy(() -> client.ping(address(1))).hasMessageContaining("the client is closed");
        assertThat(first.connections).isEmpty();
    }

    @Test
    void needs_an_address() {
        assertThatThrownBy(() -> new ClusterClient(List.of(), ClientOptions.DEFAULT))
                .isInstanceOf(IllegalArgumentException.class);
    }

    // Reports

    @Test
    void reports_every_member_also_one_that_is_down() throws ClusterException {
        second.stop(FakeCluster.State.DOWN);
        try (ClusterClient client = client(1)) {
            List<ClusterClient.NodeReport> reports = client.infoAll();
            assertThat(reports).extracting(ClusterClient.NodeReport::id).containsExactly(1, 2, 3);
            assertThat(reports.get(1).info()).isNull();
            assertThat(reports.get(1).problem()).isEqualTo("Connection refused");
        }
    }

    @Test
    void a_transfer_tells_the_next_leader_and_the_client_goes_there() throws ClusterException {
        try (ClusterClient client = client(1)) {
            assertThat(client.transfer(3)).isEqualTo(3);
            first.requests.clear();
            client.get(A);
        }
        assertThat(first.requests).isEmpty();
        assertThat(third.requests).hasSize(1);
    }
}
