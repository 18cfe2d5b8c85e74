package kvs.engine.log;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import kvs.index.KeyIndex;
import kvs.log.LogDamagedException;
import kvs.log.LogPointer;
import kvs.log.Payload;
import kvs.protocol.Bytes;
import kvs.protocol.Fact;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Exercise 3.3: the keydir is rebuilt from the records. Its content is written {@code key@segment:offset}; the first record of a
 * segment is at offset 32.
 */
@Tag("3.3")
class RecoveryTest {
    private final Keydir keydir = new Keydir(KeyIndex.create());
    private final Recovery recovery = new Recovery(Path.of("data"), keydir);
    private int segment;
    private int offset;

    @Test
    void points_each_key_to_its_record() throws IOException {
        segment("bee=1", "ant=2", "cat=3");
        expect("segment 1: set bee, set ant, set cat", "ant@1:61 bee@1:32 cat@1:90");
    }

    @Test
    void a_pointer_spans_the_whole_record() throws IOException {
        segment("ant=12");
        LogPointer at = keydir.get(Bytes.utf8("ant"));
        Fact.when("segment 1: set ant; the length in the index")
                .usually("the length in a pointer is that of the whole record, not that of its payload or its key")
                .gives("30", at == null ? "no pointer" : Integer.toString(at.length()));
    }

    @Test
    void the_last_record_of_a_key_counts() throws IOException {
        segment("ant=1", "bee=1", "ant=2", "ant=3");
        expect("segment 1: set ant, set bee, set ant, set ant", "ant@1:119 bee@1:61");
        Fact.when("segment 1: set ant, set bee, set ant, set ant; the number of keys")
                .gives(2, keydir.size());
    }

    @Test
    void the_last_segment_counts() throws IOException {
        segment("ant=1", "bee=1");
        segment("ant=2");
        expect("segment 1: set ant, set bee; segment 2: set ant", "ant@2:32 bee@1:61");
    }

    @Test
    void a_removed_key_is_gone() throws IOException {
        segment("ant=1", "bee=1", "-ant");
        expect("segment 1: set ant, set bee, remove ant", "bee@1:61");
    }

    @Test
    void a_tombstone_counts_against_older_segments() throws IOException {
        segment("ant=1", "bee=1");
        segment("ant=2", "cat=1", "-ant");
        segment("-bee");
        Fact.when("segment 1: set ant, set bee; segment 2: set ant, set cat, remove ant; segment 3: remove bee")
                .usually("a tombstone was skipped, and an older value is back")
                .gives("cat@2:61", index());
    }

    @Test
    void a_key_can_be_set_again() throws IOException {
        segment("ant=1", "-ant", "ant=2");
        segment("-ant");
        segment("ant=3");
        expect("segment 1: set, remove, set ant; segment 2: remove ant; segment 3: set ant", "ant@3:32");
    }

    @Test
    void agrees_with_a_map() throws IOException {
        TreeMap<String, String> model = new TreeMap<>();
        Random random = new Random(3);
        for (int i = 0; i < 20; i++) {
            enter();
            for (int n = 0; n < 40; n++) {
                String key = "key" + random.nextInt(60);
                if (random.nextInt(3) == 0) {
                    model.remove(key);
                    record("-" + key);
                } else {
                    model.put(key, key + "@" + segment + ":" + offset);
                    record(key + "=value");
                }
            }
        }
        Fact.when("20 segments with 40 records each, on 60 keys").gives(String.join(" ", model.values()), index());
        Fact.when("20 segments with 40 records each, on 60 keys; the number of keys")
                .gives(model.size(), keydir.size());
    }

    @Test
    void counts_live_bytes_and_tombstones() throws IOException {
        segment("ant=1", "bee=1", "ant=2");
        segment("-bee", "cat=1");
        Fact.when(
                        "segment 1: set ant, set bee, set ant; segment 2: remove bee, set cat (sets of 29 bytes, removes of 28)")
                .usually(
                        "usage hears of every record: added or a tombstone, and replaced when it is no longer the last")
                .gives("live 29 tombstones 0, live 29 tombstones 28", use(1) + ", " + use(2));
    }

    @Test
    void a_replaced_record_is_not_live_in_its_own_segment() throws IOException {
        segment("ant=1", "bee=1");
        segment("ant=2");
        Fact.when("segment 1: set ant, set bee; segment 2: set ant (records of 29 bytes)")
                .usually("the bytes of the old record are in the old segment: index.put returns its pointer")
                .gives("live 29 tombstones 0, live 29 tombstones 0", use(1) + ", " + use(2));
    }

    @Test
    void a_tombstone_counts_even_if_its_key_has_no_value() throws IOException {
        segment("-ant");
        segment("-ant");
        Fact.when("segment 1: remove ant; segment 2: remove ant (records of 28 bytes)")
                .usually("the value was in a segment that compaction has replaced; the tombstone still takes room")
                .gives("live 0 tombstones 28, live 0 tombstones 28", use(1) + ", " + use(2));
    }

    @Test
    void an_empty_key_and_an_empty_value_are_like_any_other() throws IOException {
        segment("=1", "ant=", "bee=1", "-bee");
        expect("segment 1: set the empty key, set ant to an empty value, set bee, remove bee", "@1:32 ant@1:58");
    }

    private String use(int of) {
        return "live " + keydir.use(of).live() + " tombstones " + keydir.use(of).tombstones();
    }

    @Test
    void rejects_a_payload_that_is_not_an_entry() throws IOException {
        isDamage("an entry of kind 1 or 2 was expected, found 3", 3, 0, 0, 0, 1, 'a');
        isDamage("an entry has at least 5 bytes, but this one has 4", 1, 0, 0, 0);
        isDamage("a key of 2 bytes does not fit in an entry of 6", 1, 0, 0, 0, 2, 'a');
    }

    private void isDamage(String fault, int... bytes) throws IOException {
        byte[] payload = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            payload[i] = (byte) bytes[i];
        }
        enter();
        Fact fact = Fact.when("record() at offset 32 with the payload", payload)
                .usually("EntryFormat.fault must be checked before the payload is decoded");
        try {
            recovery.record(segment, 32, 20 + payload.length, 1, ByteBuffer.wrap(payload));
            fact.holds(false, "LogDamagedException", "no exception");
        } catch (LogDamagedException e) {
            fact.holds(e.offset() == 32, "offset 32", "offset " + e.offset());
            fact.gives(Path.of("data", "%010d.log".formatted(segment)).toString(), e.file());
            String said = String.valueOf(e.getMessage());
            fact.holds(said.endsWith(fault), "EntryFormat's fault", said);
        }
        Fact.when("record() at offset 32 with the payload", payload).gives(0, keydir.size());
    }

    private void expect(String did, String expected) {
        Fact.when(did).gives(expected, index());
    }

    private void segment(String... records) throws IOException {
        enter();
        for (String record : records) {
            record(record);
        }
    }

    private void enter() {
        segment++;
        offset = 32;
    }

    /** {@code key=value} sets, {@code -key} removes. */
    private void record(String text) throws IOException {
        Payload payload;
        if (text.startsWith("-")) {
            payload = EntryFormat.tombstone(Bytes.utf8(text.substring(1)));
        } else {
            int equals = text.indexOf('=');
            payload = EntryFormat.set(Bytes.utf8(text.substring(0, equals)), Bytes.utf8(text.substring(equals + 1)));
        }
        ByteBuffer record = ByteBuffer.allocate(20 + payload.length()).position(20);
        payload.writeTo(record);
        recovery.record(segment, offset, record.capacity(), 1, record.flip().position(20));
        offset += record.capacity();
    }

    private String index() {
        List<String> all = new ArrayList<>();
        keydir.scan(
                Bytes.EMPTY, (key, pointer) -> all.add(text(key) + "@" + pointer.segment() + ":" + pointer.offset()));
        return String.join(" ", all);
    }

    /** Letters as they are, other bytes in hex. */
    private static String text(Bytes bytes) {
        String text = new String(bytes.toArray(), UTF_8);
        return text.matches("\\w*") ? text : HexFormat.ofDelimiter(" ").formatHex(bytes.toArray());
    }
}
