package kvs.maelstrom;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import kvs.raft.Envelope;
import kvs.raft.Message;
import kvs.raft.kv.MessageCodec;
import org.junit.jupiter.api.Test;

/** Recorded messages in, messages out. */
class AdapterTest {
    private static final String NO_LEADER =
            "{\"type\":\"error\",\"code\":11,\"text\":\"this node leads no more, or knows no leader\",\"in_reply_to\":5}";

    private static String read(int id, String key) {
        return "{\"type\":\"read\",\"msg_id\":" + id + ",\"key\":" + key + "}";
    }

    private static String write(int id, String key, String value) {
        return "{\"type\":\"write\",\"msg_id\":" + id + ",\"key\":" + key + ",\"value\":" + value + "}";
    }

    private static String cas(int id, String key, String from, String to) {
        return "{\"type\":\"cas\",\"msg_id\":" + id + ",\"key\":" + key + ",\"from\":" + from + ",\"to\":" + to + "}";
    }

    private static String creating(String cas) {
        return cas.substring(0, cas.length() - 1) + ",\"create_if_not_exists\":true}";
    }

    private static String other(String leader) {
        return leader.equals("n1") ? "n2" : "n1";
    }

    private static Nodes one() {
        Nodes nodes = Nodes.initialized("n1");
        assertThat(nodes.elect()).isEqualTo("n1");
        return nodes;
    }

    private static Nodes three() {
        return Nodes.initialized("n1", "n2", "n3");
    }

    // The beginning

    @Test
    void each_node_answers_its_init() {
        assertThat(three().answers())
                .containsExactly(
                        "{\"src\":\"n1\",\"dest\":\"c0\",\"body\":{\"type\":\"init_ok\",\"in_reply_to\":1}}",
                        "{\"src\":\"n2\",\"dest\":\"c0\",\"body\":{\"type\":\"init_ok\",\"in_reply_to\":1}}",
                        "{\"src\":\"n3\",\"dest\":\"c0\",\"body\":{\"type\":\"init_ok\",\"in_reply_to\":1}}");
    }

    @Test
    void the_same_init_again_is_answered_and_another_one_is_an_error() {
        Nodes nodes = one();
        nodes.ask("n1", write(2, "1", "10"));
        nodes.deliver(Nodes.init("n1", "n1"));
        nodes.deliver(Nodes.init("n1", "n1", "n2"));
        assertThat(nodes.bodies())
                .containsExactly(
                        "{\"type\":\"init_ok\",\"in_reply_to\":1}",
                        "{\"type\":\"error\",\"code\":12,\"text\":\"this node is n1 of [n1] already\",\"in_reply_to\":1}");
        assertThat(nodes.ask("n1", read(3, "1")))
                .containsExactly("{\"type\":\"read_ok\",\"value\":10,\"in_reply_to\":3}");
    }

    @Test
    void an_init_that_leaves_this_node_out_or_names_one_twice_is_an_error() {
        Nodes nodes = new Nodes("n1");
        nodes.deliver(Nodes.init("n1", "n2", "n3"));
        nodes.deliver(Nodes.init("n1", "n1", "n2", "n2"));
        assertThat(nodes.bodies())
                .hasSize(2)
                .allSatisfy(body -> assertThat(body).contains("\"code\":12", "each node once", "\"in_reply_to\":1"));
    }

    @Test
    void before_init_a_request_is_answered_that_the_node_cannot_serve_it() {
        Nodes nodes = new Nodes("n1");
        assertThat(nodes.ask("n1", read(5, "1")))
                .containsExactly(
                        "{\"type\":\"error\",\"code\":11,\"text\":\"this node has had no init yet\",\"in_reply_to\":5}");
        nodes.ticks(50);
        assertThat(nodes.answers()).isEmpty();
    }

    @Test
    void three_nodes_elect_a_leader_by_ticks() {
        Nodes nodes = three();
        assertThat(nodes.ask("n1", read(5, "1"))).containsExactly(NO_LEADER);
        assertThat(nodes.elect()).isIn("n1", "n2", "n3");
        assertThat(nodes.seen).contains("PreVote", "RequestVote", "RequestVoteResponse", "AppendEntries");
        assertThat(nodes.notes).isEmpty();
    }

    // The workload

    @Test
    void reads_writes_and_exchanges_values() {
        Nodes nodes = one();
        assertThat(Stream.of(
                                read(10, "1"),
                                write(11, "1", "10"),
                                read(12, "1"),
                                cas(13, "1", "10", "20"),
                                cas(14, "1", "10", "30"),
                                read(15, "1"),
                                cas(16, "2", "10", "30"))
                        .flatMap(request -> nodes.ask("n1", request).stream()))
                .containsExactly(
                        "{\"type\":\"error\",\"code\":20,\"text\":\"the key has no value\",\"in_reply_to\":10}",
                        "{\"type\":\"write_ok\",\"in_reply_to\":11}",
                        "{\"type\":\"read_ok\",\"value\":10,\"in_reply_to\":12}",
                        "{\"type\":\"cas_ok\",\"in_reply_to\":13}",
                        "{\"type\":\"error\",\"code\":22,\"text\":\"the value is 20, and not 10\",\"in_reply_to\":14}",
                        "{\"type\":\"read_ok\",\"value\":20,\"in_reply_to\":15}",
                        "{\"type\":\"error\",\"code\":20,\"text\":\"the key has no value\",\"in_reply_to\":16}");
    }

    @Test
    void a_cas_may_create_its_key() {
        Nodes nodes = one();
        assertThat(Stream.of(
                                creating(cas(1, "1", "10", "20")),
                                creating(cas(2, "1", "20", "30")),
                                creating(cas(3, "1", "20", "40")),
                                read(4, "1"))
                        .flatMap(request -> nodes.ask("n1", request).stream()))
                .containsExactly(
                        "{\"type\":\"cas_ok\",\"in_reply_to\":1}",
                        "{\"type\":\"cas_ok\",\"in_reply_to\":2}",
                        "{\"type\":\"error\",\"code\":22,\"text\":\"the value is 30, and not 20\",\"in_reply_to\":3}",
                        "{\"type\":\"read_ok\",\"value\":30,\"in_reply_to\":4}");
    }

    @Test
    void two_that_create_the_same_key_at_once_are_carried_out_one_after_the_other() {
        Nodes nodes = one();
        nodes.turn(
                "n1",
                Nodes.message("c1", "n1", creating(cas(1, "1", "10", "10"))),
                Nodes.message("c2", "n1", creating(cas(2, "1", "10", "20"))),
                Nodes.message("c3", "n1", creating(cas(3, "1", "15", "30"))));
        nodes.deliverAll();
        assertThat(nodes.bodies())
                .containsExactlyInAnyOrder(
                        "{\"type\":\"cas_ok\",\"in_reply_to\":1}",
                        "{\"type\":\"cas_ok\",\"in_reply_to\":2}",
                        "{\"type\":\"error\",\"code\":22,\"text\":\"the value is 10, and not 15\",\"in_reply_to\":3}");
        assertThat(nodes.ask("n1", read(4, "1")))
                .containsExactly("{\"type\":\"read_ok\",\"value\":20,\"in_reply_to\":4}");
    }

    @Test
    void keys_and_values_are_any_json() {
        Nodes nodes = one();
        List<String> values = List.of(
                "null",
                "true",
                "\"1\"",
                "1",
                "1.0",
                "1.50",
                "123456789012345678901234567890",
                "[1,[2]]",
                "\"\\uD800\"");
        for (int i = 0; i < values.size(); i++) {
            nodes.ask("n1", write(i, values.get(i), values.get(i)));
        }
        for (String value : values) {
            assertThat(nodes.ask("n1", read(1, value)))
                    .containsExactly("{\"type\":\"read_ok\",\"value\":" + value + ",\"in_reply_to\":1}");
        }
    }

    @Test
    void objects_are_equal_in_whatever_order_their_fields_arrive() {
        Nodes nodes = one();
        nodes.ask("n1", write(1, "{\"a\":1,\"b\":2}", "{\"d\":{\"f\":1,\"e\":2},\"c\":3}"));
        assertThat(nodes.ask("n1", cas(2, "{\"b\":2,\"a\":1}", "{\"c\":3,\"d\":{\"e\":2,\"f\":1}}", "4")))
                .containsExactly("{\"type\":\"cas_ok\",\"in_reply_to\":2}");
    }

    @Test
    void a_missing_field_is_a_definite_error() {
        Nodes nodes = one();
        assertThat(Stream.of(
                                "{\"type\":\"read\",\"msg_id\":1}",
                                "{\"type\":\"write\",\"msg_id\":2,\"key\":1}",
                                "{\"type\":\"cas\",\"msg_id\":3,\"key\":1,\"to\":2}")
                        .flatMap(request -> nodes.ask("n1", request).stream()))
                .containsExactly(
                        "{\"type\":\"error\",\"code\":12,\"text\":\"the field 'key' of 'read' is missing\",\"in_reply_to\":1}",
                        "{\"type\":\"error\",\"code\":12,\"text\":\"the field 'value' of 'write' is missing\",\"in_reply_to\":2}",
                        "{\"type\":\"error\",\"code\":12,\"text\":\"the field 'from' of 'cas' is missing\",\"in_reply_to\":3}");
    }

    @Test
    void a_key_that_is_too_large_is_a_definite_error() {
        String key = "\"" + "k".repeat(70_000) + "\"";
        assertThat(one().ask("n1", write(1, key, "1")))
                .singleElement()
                .asString()
                .startsWith(
                        "{\"type\":\"error\",\"code\":12,\"text\":\"The key has 70002 bytes; at most 65536 are allowed");
    }

    // Three nodes

    @Test
    void a_follower_forwards_and_the_leader_answers_the_client() {
        Nodes nodes = three();
        String leader = nodes.elect();
        nodes.answers();
        nodes.deliver(Nodes.message("c4", other(leader), write(77, "1", "10")));
        assertThat(nodes.answers())
                .containsExactly("{\"src\":\"" + leader
                        + "\",\"dest\":\"c4\",\"body\":{\"type\":\"write_ok\",\"in_reply_to\":77}}");
        assertThat(nodes.seen).contains("forward");
    }

    @Test
    void a_forwarded_request_is_not_forwarded_again() {
        Nodes nodes = three();
        String leader = nodes.elect();
        String follower = other(leader);
        nodes.answers();
        nodes.deliver(Nodes.message(
                leader, follower, "{\"type\":\"forward\",\"client\":\"c4\",\"request\":" + write(5, "1", "10") + "}"));
        assertThat(nodes.bodies()).containsExactly(NO_LEADER);
    }

    @Test
    void only_nodes_forward_and_only_what_names_its_client() {
        Nodes nodes = one();
        nodes.deliver(Nodes.message(
                "c1", "n1", "{\"type\":\"forward\",\"client\":\"c4\",\"request\":" + write(5, "1", "10") + "}"));
        nodes.deliver(Nodes.message("n1", "n1", "{\"type\":\"forward\",\"request\":" + write(5, "1", "10") + "}"));
        nodes.deliver(Nodes.message("n1", "n1", "{\"type\":\"forward\",\"client\":\"c4\",\"request\":5}"));
        assertThat(nodes.bodies()).isEmpty();
        assertThat(nodes.notes).hasSize(3);
        assertThat(nodes.notes.getFirst()).contains("only a node of the cluster forwards requests");
        assertThat(nodes.notes.getLast()).contains("a forward has the fields client and request");
    }

    @Test
    void a_write_that_a_lost_leader_could_not_commit_gets_an_indefinite_error() {
        Nodes nodes = three();
        String leader = nodes.elect();
        nodes.cutOff(leader);
        assertThat(nodes.ask(leader, write(5, "1", "10"))).isEmpty();
        nodes.ticks(Driver.REQUEST_TICKS + 1);
        assertThat(nodes.bodies())
                .containsExactly(
                        "{\"type\":\"error\",\"code\":13,\"text\":\"the write may have happened, may happen later,"
                                + " or never\",\"in_reply_to\":5}");
    }

    @Test
    void a_write_that_another_leader_has_overwritten_gets_a_definite_error() {
        Nodes nodes = three();
        String old = nodes.elect();
        nodes.cutOff(old);
        // For an election's time, the leader cannot know that it is alone.
        nodes.ticks(8);
        assertThat(nodes.ask(old, write(5, "1", "10"))).isEmpty();
        assertThat(nodes.elect()).isNotEqualTo(old);
        nodes.cutOff();
        nodes.ticks(3);
        assertThat(nodes.bodies())
                .containsExactly(
                        "{\"type\":\"error\",\"code\":11,\"text\":\"this node leads no more; nothing was done\","
                                + "\"in_reply_to\":5}");
        assertThat(nodes.ask(old, read(6, "1")))
                .containsExactly(
                        "{\"type\":\"error\",\"code\":20,\"text\":\"the key has no value\",\"in_reply_to\":6}");
    }

    @Test
    void a_leader_that_is_cut_off_answers_no_read_and_then_knows_no_leader() {
        Nodes nodes = three();
        String leader = nodes.elect();
        nodes.cutOff(leader);
        assertThat(nodes.ask(leader, read(5, "1"))).isEmpty();
        nodes.ticks(20);
        assertThat(nodes.bodies())
                .containsExactly(
                        "{\"type\":\"error\",\"code\":11,\"text\":\"this node leads no more; nothing was done\","
                                + "\"in_reply_to\":5}");
        assertThat(nodes.ask(leader, read(5, "1"))).containsExactly(NO_LEADER);
    }

    @Test
    void a_node_that_was_cut_off_catches_up_by_snapshot() {
        Nodes nodes = three();
        String leader = nodes.elect();
        List<String> followers =
                Stream.of("n1", "n2", "n3").filter(name -> !name.equals(leader)).toList();
        nodes.cutOff(followers.getFirst());
        IntStream.range(0, 1_200).forEach(i -> nodes.ask(leader, write(i, "1", Integer.toString(i))));
        assertThat(nodes.seen).doesNotContain("InstallSnapshot");
        nodes.cutOff();
        nodes.ticks(100);
        assertThat(nodes.seen).contains("InstallSnapshot", "InstallSnapshotResponse");
        // From here on nothing is committed without the node that was behind.
        nodes.cutOff(followers.getLast());
        String next = nodes.elect();
        assertThat(nodes.ask(next, cas(1, "1", "1199", "0")))
                .containsExactly("{\"type\":\"cas_ok\",\"in_reply_to\":1}");
        assertThat(nodes.notes).isEmpty();
    }

    // What makes no sense

    @Test
    void a_request_of_another_workload_is_not_supported() {
        assertThat(one().ask("n1", "{\"type\":\"echo\",\"msg_id\":5,\"echo\":\"hi\"}"))
                .containsExactly(
                        "{\"type\":\"error\",\"code\":10,\"text\":\"this node serves the workload lin-kv (read, write, cas), and"
                                + " not 'echo'\",\"in_reply_to\":5}");
    }

    @Test
    void a_line_that_makes_no_sense_is_skipped_with_a_note() {
        List<String> lines = List.of(
                "oops",
                "",
                "{\"src\":\"c1\",\"dest\":\"n1\",\"body\":{\"type\":\"read\"",
                "{\"src\":\"c1\"} {}",
                "{\"src\":\"c1\",\"src\":\"c2\"}",
                "[".repeat(100_000),
                "7",
                "{\"src\":\"c1\",\"dest\":\"n1\"}",
                "{\"src\":5,\"dest\":\"n1\",\"body\":{\"type\":\"read\"}}",
                Nodes.message("c1", "n1", "{\"msg_id\":1}"),
                Nodes.message("c1", "n1", "{\"type\":\"read\",\"key\":1}"),
                Nodes.message("c1", "n1", "{\"type\":\"read\",\"key\":1,\"msg_id\":\"1\"}"),
                Nodes.message("c1", "n1", "{\"type\":\"read_ok\",\"msg_id\":4,\"in_reply_to\":1}"),
                Nodes.message("c1", "n2", read(1, "1")));
        for (String line : lines) {
            Nodes nodes = one();
            nodes.answers();
            nodes.turn("n1", line);
            nodes.deliverAll();
            assertThat(nodes.answers()).as(line).isEmpty();
            assertThat(nodes.notes)
                    .as(line)
                    .singleElement()
                    .asString()
                    .startsWith("n1: skipped a line of standard input: ")
                    .hasSizeLessThan(800);
            assertThat(nodes.ask("n1", write(9, "1", "1")))
                    .as("the request after " + line)
                    .containsExactly("{\"type\":\"write_ok\",\"in_reply_to\":9}");
        }
    }

    @Test
    void a_note_says_what_is_wrong_and_shows_the_line() {
        Nodes nodes = one();
        nodes.turn("n1", "oops");
        assertThat(nodes.notes)
                .singleElement()
                .asString()
                .startsWith("n1: skipped a line of standard input: it is not JSON, Unrecognized token 'oops'")
                .endsWith(": oops");
    }

    @Test
    void a_message_of_raft_that_is_none_is_skipped_with_a_note() {
        for (String bytes : List.of("\"!\"", "\"AAAA\"", "5", "null")) {
            Nodes nodes = three();
            nodes.deliver(Nodes.message("n2", "n1", "{\"type\":\"raft\",\"bytes\":" + bytes + "}"));
            assertThat(nodes.notes).singleElement().asString().contains("its bytes are no message of Raft in Base64: ");
        }
    }

    @Test
    void a_message_of_raft_from_another_node_than_it_says_is_skipped_with_a_note() {
        Envelope envelope = new Envelope(Driver.CLUSTER, 1, 2, new Message.TimeoutNow(1));
        String bytes = Base64.getEncoder().encodeToString(MessageCodec.encode(envelope));
        String body = "{\"type\":\"raft\",\"bytes\":\"" + bytes + "\"}";
        Nodes nodes = three();
        nodes.deliver(Nodes.message("n3", "n2", body));
        nodes.deliver(Nodes.message("c1", "n2", body));
        assertThat(nodes.notes)
                .hasSize(2)
                .allSatisfy(note -> assertThat(note).contains("and the message inside is from node 1"));
    }

    @Test
    void a_message_of_raft_before_init_is_skipped_with_a_note() {
        Nodes nodes = new Nodes("n1");
        nodes.deliver(Nodes.message("n2", "n1", "{\"type\":\"raft\",\"bytes\":\"\"}"));
        assertThat(nodes.notes).singleElement().asString().contains("this node has had no init yet");
    }
}
