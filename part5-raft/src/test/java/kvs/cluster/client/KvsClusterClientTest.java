package kvs.cluster.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.stream.Stream;
import kvs.cli.CliResult;
import kvs.cli.Program;
import kvs.protocol.Bytes;
import kvs.raft.proto.MemberProto;
import org.junit.jupiter.api.Test;

/** The output and exit codes of {@code kvs-client --cluster} (SPEC, "Command lines" and "Cluster"). */
class KvsClusterClientTest {
    private static final CliResult SILENT = new CliResult(0, "", "");

    private final FakeCluster cluster = new FakeCluster();

    private KvsClusterClient program() {
        return new KvsClusterClient(cluster::client);
    }

    private CliResult ask(String... words) {
        return CliResult.of(
                program(),
                Stream.concat(Stream.of("--cluster", "127.0.0.1:9001"), Stream.of(words))
                        .toArray(String[]::new));
    }

    private static String lines(String... lines) {
        return String.join(System.lineSeparator(), lines) + System.lineSeparator();
    }

    private static CliResult failed(String line) {
        return new CliResult(1, "", lines(line));
    }

    // Keys and values

    @Test
    void sets_reads_and_deletes() {
        assertThat(ask("set", "key", "a value")).isEqualTo(SILENT);
        assertThat(ask("get", "key")).isEqualTo(CliResult.printed("a value"));
        assertThat(ask("get", "--stale", "key")).isEqualTo(CliResult.printed("a value"));
        assertThat(ask("delete", "key")).isEqualTo(SILENT);
        assertThat(ask("get", "key")).isEqualTo(CliResult.printed("Key not found"));
        assertThat(ask("delete", "key")).isEqualTo(failed("Key not found"));
        assertThat(ask("rm", "key")).isEqualTo(failed("Key not found"));
    }

    @Test
    void prints_a_value_byte_by_byte() {
        cluster.store.put(Bytes.utf8("k"), Bytes.utf8("ü\nü"));
        assertThat(ask("get", "k")).isEqualTo(CliResult.printed("ü\nü"));
    }

    @Test
    void compares_and_sets() {
        assertThat(ask("cas", "key", "old", "new")).isEqualTo(failed("Key not found"));
        assertThat(ask("cas", "--absent", "key", "one")).isEqualTo(SILENT);
        assertThat(ask("cas", "key", "one", "two")).isEqualTo(SILENT);
        assertThat(ask("compare_and_set", "key", "one", "three")).isEqualTo(failed("two"));
        assertThat(ask("cas", "key", "--absent", "three")).isEqualTo(failed("two"));
        assertThat(ask("get", "key")).isEqualTo(CliResult.printed("two"));
    }

    @Test
    void accepts_words_like_options_after_two_dashes() {
        assertThat(ask("set", "--", "-h", "--cluster")).isEqualTo(SILENT);
        assertThat(ask("get", "--", "-h")).isEqualTo(CliResult.printed("--cluster"));
    }

    @Test
    void a_value_may_begin_with_a_dash() {
        assertThat(ask("set", "key", "-v")).isEqualTo(SILENT);
        assertThat(ask("cas", "key", "-v", "--stale")).isEqualTo(SILENT);
        assertThat(ask("get", "key")).isEqualTo(CliResult.printed("--stale"));
        assertThat(ask("cas", "--absent", "other", "-h")).isEqualTo(SILENT);
        assertThat(ask("get", "other", "--stale")).isEqualTo(CliResult.printed("-h"));
    }

    @Test
    void accepts_the_addresses_anywhere() {
        assertThat(CliResult.of(program(), "get", "k", "--cluster=127.0.0.1:9001,127.0.0.1:9002"))
                .isEqualTo(CliResult.printed("Key not found"));
        assertThat(CliResult.of(program(), "get", "--cluster", "127.0.0.1:9001", "k"))
                .isEqualTo(CliResult.printed("Key not found"));
    }

    @Test
    void scans_every_page_in_key_order() {
        cluster.maxRows = 2;
        for (String key : List.of("c", "a", "b", "bb", "d")) {
            cluster.store.put(Bytes.utf8(key), Bytes.utf8("value of " + key));
        }
        assertThat(ask("scan"))
                .isEqualTo(CliResult.printed(
                        lines("a\tvalue of a", "b\tvalue of b", "bb\tvalue of bb", "c\tvalue of c", "d\tvalue of d")
                                .strip()));
        assertThat(ask("scan", "--prefix", "b").out()).isEqualTo(lines("b\tvalue of b", "bb\tvalue of bb"));
        assertThat(ask("scan", "b", "c").out()).isEqualTo(lines("b\tvalue of b", "bb\tvalue of bb"));
        assertThat(ask("scan", "bb").out()).isEqualTo(lines("bb\tvalue of bb", "c\tvalue of c", "d\tvalue of d"));
        assertThat(ask("scan", "--limit", "3", "--stale").out())
                .isEqualTo(lines("a\tvalue of a", "b\tvalue of b", "bb\tvalue of bb"));
        assertThat(ask("scan", "x")).isEqualTo(SILENT);
    }

    // Failures

    @Test
    void kvs_client_repeats_nothing_outside_a_session() {
        cluster.node(1).next(FakeCluster.lostAfter(), FakeCluster.lostAfter());
        CliResult lost = ask("--no-session", "set", "key", "value");
        assertThat(lost.exitCode()).isEqualTo(1);
        assertThat(lost.out()).isEmpty();
        assertThat(lost.err())
                .isEqualTo(lines(
                        "error: set \"key\" may have happened, or may happen later: the answer of 127.0.0.1:9001 is"
                                + " missing; tried 127.0.0.1:9001 (connection lost: Connection reset)"));
        assertThat(cluster.node(1).requests).hasSize(1);
        assertThat(cluster.applied).hasSize(1);
    }

    @Test
    void kvs_client_repeats_a_write_in_a_session_and_it_happens_once() {
        // The first opens the session.
        cluster.node(1).next((connection, request, answer) -> answer.complete(connection.serve(request)));
        cluster.node(1).next(FakeCluster.lostAfter(), FakeCluster.lostAfter());
        assertThat(ask("set", "key", "value")).isEqualTo(SILENT);
        assertThat(cluster.node(1).writes()).hasSize(3);
        assertThat(cluster.applied).hasSize(1);
    }

    @Test
    void a_failure_is_one_line_that_names_the_nodes() {
        cluster.nodes.values().forEach(node -> node.stop(FakeCluster.State.DOWN));
        CliResult down = CliResult.of(program(), "--cluster", "127.0.0.1:9001,127.0.0.1:9002", "get", "key");
        assertThat(down)
                .isEqualTo(failed("error: could not get \"key\": no node carried it out within 5 s, and the request had"
                        + " no effect; tried 127.0.0.1:9001 (Connection refused), 127.0.0.1:9002 (Connection"
                        + " refused)"));
    }

    @Test
    void the_time_limit_is_an_option() {
        cluster.leader = 0;
        assertThat(ask("--timeout", "2", "get", "key").err()).contains("within 2 s");
        assertThat(cluster.clock.millis()).isEqualTo(2000);
    }

    @Test
    void wrong_usage_is_said_before_anything_is_opened() {
        assertWrong("a command is missing", "--cluster", "127.0.0.1:9001");
        assertWrong("the address of a node is missing: --cluster HOST:PORT", "get", "key");
        assertWrong("\"nonsense\" is not an address", "--cluster", "nonsense", "get", "key");
        assertWrong("--timeout 0 is out of range", "--cluster", "h:1", "--timeout", "0", "get", "key");
        for (String[] words : new String[][] {
            {"get"},
            {"get", "a", "b"},
            {"set", "a"},
            {"cas", "a", "b"},
            {"cas", "--absent", "a", "b", "c"},
            {"scan", "--prefix", "a", "b"},
            {"scan", "--limit", "0"},
            {"add-node", "4"},
            {"add-node", "0", "host"},
            {"add-node", "4", "a b"},
            {"remove-node"},
            {"remove-node", "x"},
            {"transfer", "0"},
            {"bench", "--clients", "0"},
            {"bench", "--reads", "101"},
            {"bench", "--seconds", "1", "--requests", "1"},
            {"shutdown"},
        }) {
            assertThat(ask(words).exitCode()).as(String.join(" ", words)).isEqualTo(2);
        }
        assertThat(cluster.node(1).connections).isEmpty();
    }

    private void assertWrong(String problem, String... words) {
        CliResult wrong = CliResult.of(program(), words);
        assertThat(wrong.exitCode()).isEqualTo(2);
        assertThat(wrong.out()).isEmpty();
        assertThat(wrong.err()).startsWith("error: ").contains(problem, "Usage: kvs-client");
    }

    @Test
    void output_that_cannot_be_written_is_a_failure() {
        cluster.store.put(Bytes.utf8("k"), Bytes.utf8("v"));
        PrintStream out = System.out;
        PrintStream err = System.err;
        try {
            System.setErr(new PrintStream(OutputStream.nullOutputStream()));
            for (String command : List.of("get k", "scan", "info", "ping", "transfer 1")) {
                System.setOut(new PrintStream(new FullDisk()));
                String[] words = ("--cluster 127.0.0.1:9001 " + command).split(" ");
                assertThat(Program.run(program(), words)).as(command).isEqualTo(1);
            }
        } finally {
            System.setOut(out);
            System.setErr(err);
        }
    }

    private static final class FullDisk extends OutputStream {
        @Override
        public void write(int b) throws IOException {
            throw new IOException("No space left on device");
        }
    }

    // Nodes

    @Test
    void info_is_a_table_of_the_nodes() {
        cluster.node(3).stop(FakeCluster.State.DOWN);
        assertThat(ask("info").out())
                .isEqualTo(lines(
                        "cluster 00000000000000fe, replication raft, version 1.2.3",
                        "NODE  ROLE      KIND   TERM  COMMIT  APPLIED  LAST  DURABLE  LOG      SNAPSHOT  SIZE     KEYS"
                                + "  ADDRESS",
                        "1     leader *  voter  7     100     100      100   100      3.0 MiB  0         1.5 KiB  0"
                                + "     127.0.0.1:9001",
                        "2     follower  voter  7     100     100      100   100      3.0 MiB  0         1.5 KiB  0"
                                + "     127.0.0.1:9002",
                        "3     -         voter  -     -       -        -     -        -        -         -        -"
                                + "     127.0.0.1:9003",
                        "node 3 is unreachable: Connection refused",
                        "",
                        "FOLLOWER  MATCH  NEXT  MODE       IN FLIGHT",
                        "2         100    101   replicate  0",
                        "3         100    101   replicate  0"));
    }

    @Test
    void info_says_that_no_node_leads() {
        cluster.leader = 0;
        assertThat(ask("info").out()).endsWith(lines("no node leads"));
    }

    @Test
    void info_as_json_has_everything() {
        cluster.node(3).stop(FakeCluster.State.DOWN);
        CliResult json = ask("info", "--json");
        assertThat(json.exitCode()).isZero();
        assertThat(json.out())
                .startsWith(
                        "{\"nodes\":[{\"address\":\"127.0.0.1:9001\",\"id\":1,\"info\":{\"id\":1,\"role\":\"LEADER\"")
                .contains("\"cluster\":\"00000000000000fe\"")
                .contains("\"last\":{\"index\":100,\"term\":7}")
                .contains("\"recovering\":false")
                .contains("\"ignored\":{}")
                .contains("\"metrics\":{\"kvs_disk_force_seconds_total\":0.25,\"kvs_raft_leader_changes_total\":3}")
                .contains(
                        "{\"id\":2,\"match\":100,\"next\":101,\"mode\":\"REPLICATE\",\"inflight\":0,\"active\":false}")
                .endsWith("{\"address\":\"127.0.0.1:9003\",\"id\":3,\"error\":\"Connection refused\"}]}"
                        + System.lineSeparator());
    }

    @Test
    void json_quotes_what_an_operator_wrote() {
        assertThat(ProtoJson.of(MemberProto.newBuilder().setAddress("a\"b\\c\n").build()))
                .isEqualTo("{\"id\":0,\"voter\":false,\"address\":\"a\\\"b\\\\c\\u000a\"}");
    }

    @Test
    void pings_every_node_that_is_named() {
        assertThat(CliResult.of(program(), "ping", "--cluster", "127.0.0.1:9001,127.0.0.1:9003"))
                .isEqualTo(CliResult.printed(
                        lines("PONG 127.0.0.1:9001", "PONG 127.0.0.1:9003").strip()));
        cluster.node(3).stop(FakeCluster.State.DOWN);
        assertThat(CliResult.of(program(), "ping", "--cluster", "127.0.0.1:9003"))
                .isEqualTo(failed("error: could not ping 127.0.0.1:9003: Connection refused"));
    }

    @Test
    void adds_and_removes_nodes() {
        assertThat(ask("add-node", "4", "127.0.0.1"))
                .isEqualTo(CliResult.printed("node 4 is a learner; it becomes a voter once it has caught up"));
        assertThat(cluster.node(1).requests.getLast().getAddNode().getAddress())
                .as("with the ports that follow from the id")
                .isEqualTo("127.0.0.1:9104:9004");
        assertThat(ask("remove_node", "4")).isEqualTo(CliResult.printed("node 4 is no member any more"));
        assertThat(ask("add_node", "5", "[::1]:1:2").exitCode()).isZero();
        assertThat(cluster.node(1).requests.getLast().getAddNode().getAddress()).isEqualTo("[::1]:1:2");
        cluster.node(1).next(FakeCluster.rejects("The change is not possible"));
        assertThat(ask("remove-node", "9"))
                .isEqualTo(failed(
                        "error: could not remove node 9: 127.0.0.1:9001 rejected it: The change is not possible"));
    }

    @Test
    void transfers_the_leadership() {
        assertThat(ask("transfer", "3")).isEqualTo(CliResult.printed("node 3 leads"));
        assertThat(ask("transfer")).isEqualTo(CliResult.printed("node 2 leads"));
    }

    @Test
    void bench_counts_requests_and_measures_them() {
        CliResult result = ask("bench", "--requests", "200", "--reads", "50", "--value-bytes", "3");
        assertThat(result.exitCode()).isZero();
        assertThat(result.out().lines().toList()).hasSize(2);
        assertThat(result.out())
                .containsPattern("writes: \\d+ in [0-9.]+ s, \\d+/s, p50 [0-9.]+ ms, p99 [0-9.]+ ms, max [0-9.]+ ms")
                .containsPattern("reads: \\d+ in ");
        assertThat(cluster.node(1).requests.stream()
                        .filter(request -> request.hasGet() || request.hasSet())
                        .count())
                .isEqualTo(200);
        assertThat(cluster.applied).allMatch(write -> write.endsWith(" \"vvv\""));
    }

    @Test
    void bench_of_a_cluster_that_does_not_answer_fails() {
        cluster.leader = 0;
        CliResult result = ask("bench", "--requests", "2");
        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.out()).startsWith("2 calls failed; the first: could not set");
    }

    @Test
    void samples_keep_a_fair_choice_and_the_highest() {
        Bench.Samples samples = new Bench.Samples(1000);
        for (int i = 1; i <= 100_000; i++) {
            samples.add(i);
        }
        Bench.Samples all = Bench.Samples.joined(List.of(samples, new Bench.Samples(1000)));
        assertThat(all.count()).isEqualTo(100_000);
        assertThat(all.percentile(50)).isBetween(45_000L, 55_000L);
        assertThat(all.percentile(99)).isBetween(98_000L, 100_000L);
        assertThat(all.percentile(100)).isLessThanOrEqualTo(100_000L);
    }

    @Test
    void help_names_every_command() {
        CliResult help = CliResult.of(program(), "--help");
        assertThat(help.exitCode()).isZero();
        assertThat(help.out())
                .contains(
                        "get",
                        "set",
                        "delete, rm",
                        "cas, compare",
                        "scan",
                        "info",
                        "ping",
                        "add-node, add_node",
                        "remove-node, remove_node",
                        "transfer",
                        "bench",
                        "--cluster");
    }
}
