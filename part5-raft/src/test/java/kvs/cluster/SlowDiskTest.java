package kvs.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import kvs.protocol.Bytes;
import kvs.protocol.Fact;
import kvs.raft.EntryId;
import kvs.raft.Message;
import kvs.raft.Snapshot;
import kvs.raft.kv.Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A node whose disk takes long. */
@Timeout(60)
class SlowDiskTest {
    private static final int PIECE_BYTES = 10;
    private static final Bytes VALUE = Bytes.copyOf(new byte[1 << 20]);

    private static final Bytes SMALL = Bytes.utf8("v");

    private LoneNode node;

    @BeforeEach
    void start() throws IOException {
        node = new LoneNode(options -> options);
    }

    @AfterEach
    void stop() throws Exception {
        node.close();
    }

    @Test
    void pieces_of_a_snapshot_do_not_fill_the_memory_while_the_disk_takes_none() throws Exception {
        Snapshot snapshot = new Snapshot(new EntryId(50, 1), node.options.initial());
        node.slowDown();
        // Stores the term.
        node.receive(2, new Message.AppendEntries(1, EntryId.NONE, List.of(), 0, 0));
        node.awaitSlow();
        for (int piece = 0; piece < 200; piece++) {
            node.receive(
                    2,
                    new Message.InstallSnapshot(
                            1, snapshot, (long) piece * PIECE_BYTES, new byte[PIECE_BYTES], false, 0));
        }
        assertThat(node.metric("kvs_disk_queue_depth")).isBetween(10.0, 40.0);
        node.goOn();
        node.awaitDisk();
        Fact.when("node 2 is the leader for node 1").gives(2, (int) node.onLoop(node.node::leader));
    }

    /** Its followers may commit what the leader's own disk has not taken. */
    @Test
    void a_leader_takes_no_more_writes_while_its_disk_is_far_behind() throws Exception {
        node.lead();
        node.slowDown();
        List<Response> answers = new CopyOnWriteArrayList<>();
        node.write(VALUE, answers, 2, 2, 3);
        node.awaitSlow();
        for (long index = 3; index <= 100; index++) {
            node.write(VALUE, answers, index, 2, 3);
        }
        node.goOn();
        assertThat(answers.subList(0, 50)).containsOnly(new Response.Done(null), new Response.Done(VALUE));
        assertThat(answers.subList(80, 99)).containsOnly(new Response.Busy());
        node.awaitDisk();
        node.write(VALUE, answers, (long) node.metric("kvs_raft_last_index") + 1, 2, 3);
        assertThat(answers.getLast()).isEqualTo(new Response.Done(VALUE));
    }

    /** Its own log stands still, but its followers' logs and its loop go on. */
    @Test
    void a_leader_whose_disk_hangs_hands_over() throws Exception {
        try (NodeLog log = new NodeLog()) {
            node.lead();
            node.slowDown();
            node.write(SMALL, new CopyOnWriteArrayList<>(), 2, 2, 3);
            node.awaitSlow();
            node.pass(Duration.ofMillis(900));
            Fact.when("a force has taken 0.9 s; the leadership goes to node")
                    .gives(0, node.status().transferTarget());
            node.pass(Duration.ofMillis(200));
            assertThat(node.status().transferTarget())
                    .as("to which node the leadership goes after 1.1 s")
                    .isNotZero();
            assertThat(log.text()).contains("ms: handing the leadership over").doesNotContain("no room");
        }
    }

    @Test
    void a_leader_whose_disk_does_nothing_for_long_leads_on() throws Exception {
        node.lead();
        node.pass(Duration.ofSeconds(2));
        Fact.when("nothing was written for 2 s; the leadership goes to node")
                .gives(0, node.status().transferTarget());
    }
}
