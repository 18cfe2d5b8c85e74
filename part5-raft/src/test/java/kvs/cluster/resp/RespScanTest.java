package kvs.cluster.resp;

import java.io.IOException;
import kvs.net.NetLimits;
import kvs.protocol.Bytes;
import kvs.protocol.Fact;
import kvs.raft.kv.KeyRange;
import kvs.raft.kv.Request;
import kvs.resp.RespLimits;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** SCAN, and the table of its cursors. */
class RespScanTest {
    private RespNode node;
    private RespNode.Client client;

    @BeforeEach
    void start() throws IOException {
        node = new RespNode(new RespOptions(RespLimits.DEFAULT, 100, 1 << 20, 100, 3, 1 << 20), NetLimits.DEFAULT);
        client = node.client();
        for (String key : new String[] {"a1", "a2", "b1", "b2", "b3"}) {
            client.send("SET " + key + " v").expect("+OK");
        }
    }

    @AfterEach
    void stop() throws IOException {
        node.close();
    }

    @Test
    void goes_through_the_keys_in_pieces() throws IOException {
        client.send("SCAN 0 COUNT 2").expect("*2", "$2", "42", "*2", "$2", "a1", "$2", "a2");
        client.send("SCAN 42 COUNT 2").expect("*2", "$2", "43", "*2", "$2", "b1", "$2", "b2");
        client.send("SCAN 43 COUNT 2").expect("*2", "$1", "0", "*1", "$2", "b3");
        client.send("SCAN 0").expect("*2", "$1", "0", "*5", "$2", "a1", "$2", "a2", "$2", "b1", "$2", "b2", "$2", "b3");
    }

    @Test
    void answers_a_repeated_call_with_the_same_keys() throws IOException {
        client.send("SCAN 0 COUNT 2").expect("*2", "$2", "42", "*2", "$2", "a1", "$2", "a2");
        client.send("SCAN 42 COUNT 1").expect("*2", "$2", "43", "*1", "$2", "b1");
        client.send("SCAN 42 COUNT 1").expect("*2", "$2", "44", "*1", "$2", "b1");
    }

    @Test
    void shows_the_keys_that_match() throws Exception {
        client.send("SCAN 0 MATCH b[12]").expect("*2", "$1", "0", "*2", "$2", "b1", "$2", "b2");
        client.send("SCAN 0 MATCH *1 COUNT 3").expect("*2", "$2", "42", "*2", "$2", "a1", "$2", "b1");
        client.send("SCAN 42 MATCH *1 COUNT 3").expect("*2", "$1", "0", "*0");
        client.send("SCAN 0 MATCH *", "SCAN 0 MATCH c*")
                .expect("*2", "$1", "0", "*5", "$2", "a1", "$2", "a2", "$2", "b1", "$2", "b2", "$2", "b3")
                .expect("*2", "$1", "0", "*0");
    }

    @Test
    void asks_only_for_keys_that_begin_as_the_pattern() throws Exception {
        client.send("SCAN 0 MATCH b*").expect("*2", "$1", "0", "*3", "$2", "b1", "$2", "b2", "$2", "b3");
        client.send("SCAN 0 COUNT 1").expect("*2", "$2", "42", "*1", "$2", "a1");
        client.send("SCAN 42 MATCH b2", "SCAN 0 COUNT 4").expect("*2", "$1", "0", "*1", "$2", "b2");
        client.expect("*2", "$2", "43", "*4", "$2", "a1", "$2", "a2", "$2", "b1", "$2", "b2");
        client.send("SCAN 43 MATCH b*", "SCAN 43 MATCH a*")
                .expect("*2", "$1", "0", "*1", "$2", "b3")
                .expect("*2", "$1", "0", "*0");
        KeyRange range = node.onLoop(() -> node.store.submitted.stream()
                .filter(Request.Scan.class::isInstance)
                .map(request -> ((Request.Scan) request).range())
                .findFirst()
                .orElseThrow());
        Fact.when("SCAN 0 MATCH b*").gives(KeyRange.startingWith(Bytes.utf8("b")), range);
    }

    @Test
    void knows_strings_only() throws IOException {
        client.send("SCAN 0 TYPE string COUNT 1").expect("*2", "$2", "42", "*1", "$2", "a1");
        client.send("SCAN 0 TYPE hash").expect("*2", "$1", "0", "*0");
    }

    @Test
    void rejects_what_is_no_cursor_and_no_option() throws IOException {
        String forgotten =
                "-ERR the cursor is unknown to this node, or it is too old and was forgotten; begin again with"
                        + " SCAN 0";
        client.send("SCAN x", "SCAN -1", "SCAN 7", "SCAN 0 COUNT 0", "SCAN 0 COUNT x", "SCAN 0 MATCH", "SCAN 0 NO WAY")
                .expect("-ERR invalid cursor", "-ERR invalid cursor", forgotten, "-ERR syntax error")
                .expect("-ERR value is not an integer or out of range", "-ERR syntax error", "-ERR syntax error");
    }

    @Test
    void forgets_the_oldest_cursor() {
        ScanCursors cursors = new ScanCursors(3, 1 << 20, 0);
        long first = cursors.add(Bytes.utf8("a"), 0);
        cursors.add(Bytes.utf8("b"), 0);
        cursors.add(Bytes.utf8("c"), 0);
        Fact.when("three of three").gives(Bytes.utf8("a"), cursors.last(first));
        cursors.add(Bytes.utf8("d"), 0);
        Fact.when("a fourth of three").gives(null, cursors.last(first));
        Fact.when("the number of cursors").gives(3, cursors.size());
    }

    @Test
    void keeps_two_cursors_of_a_scan() {
        ScanCursors cursors = new ScanCursors(100, 1 << 20, 0);
        long given = cursors.add(Bytes.utf8("other"), 0);
        long cursor = 0;
        for (int i = 0; i < 1_000; i++) {
            cursor = cursors.add(Bytes.utf8("key" + i), cursor);
        }
        Fact.when("a scan of 1,000 calls beside another").gives(3, cursors.size());
        Fact.when("the cursor of the other").gives(Bytes.utf8("other"), cursors.last(given));
    }

    @Test
    void limits_the_bytes_of_the_keys() {
        ScanCursors cursors = new ScanCursors(100, 3_000, 0);
        for (int i = 0; i < 10; i++) {
            cursors.add(Bytes.copyOf(new byte[1_000]), 0);
        }
        Fact.when("keys of 1,000 bytes in 3,000").gives(2, cursors.size());
        long alone = cursors.add(Bytes.copyOf(new byte[10_000]), 0);
        Fact.when("a key above the limit").gives(1, cursors.size());
        Fact.when("it is kept").gives(10_000, cursors.last(alone) == null ? 0 : 10_000);
    }

    @Test
    void numbers_cursors_so_that_every_language_has_them_exactly() {
        ScanCursors cursors = new ScanCursors(100, 3_000, (1L << 53) - 1);
        Fact.when("the number after the highest").gives(1L, cursors.add(Bytes.utf8("a"), 0));
        Fact.when("a number drawn from 64 random bits")
                .gives(true, new ScanCursors(1, 1, -1L >>> 12).add(Bytes.EMPTY, 0) < 1L << 53);
    }
}
