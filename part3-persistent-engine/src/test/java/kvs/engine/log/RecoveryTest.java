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
import kvs.io.SimDisk;
import kvs.log.LogDamagedException;
import kvs.log.LogPointer;
import kvs.log.Payload;
import kvs.log.SegmentInfo;
import kvs.protocol.Bytes;
import kvs.protocol.Fact;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The index is rebuilt from the records. Its entries are written {@code key@segment:offset}; the first record of a segment
 * is at offset 32.
 */
@Tag("3.3")
class RecoveryTest {
    private final KeyIndex index = new KeyIndex();
    private final Usage usage = new Usage();
    private final Recovery recovery = new Recovery(new SimDisk(), Path.of("data"), index, usage);
    private int segment;
    private int offset;

    @AfterEach
    void end() {
        recovery.close();
    }

    @Test
    void every_key_points_to_its_record() throws IOException {
        segment("bee=1", "ant=2", "cat=3");
        expect("segment 1: set bee, set ant, set cat", "ant@1:61 bee@1:32 cat@1:90");
    }

    @Test
    void a_pointer_spans_the_whole_record() throws IOException {
        segment("ant=12");
        finish();
        LogPointer at = index.get(Bytes.utf8("ant"));
        Fact.when("segment 1: set ant; the length in the index")
                .usually("the length is that of the whole record, not of its payload or key")
                .gives("30", at == null ? "no pointer" : Integer.toString(at.length()));
    }

    @Test
    void the_last_record_of_a_key_counts() throws IOException {
        segment("ant=1", "bee=1", "ant=2", "ant=3");
        expect("segment 1: set ant, set bee, set ant, set ant", "ant@1:119 bee@1:61");
        Fact.when("how many keys there are").gives(2, index.size());
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
    void an_empty_value_is_a_value() throws IOException {
        segment("ant=1", "ant=", "bee=");
        Fact.when("segment 1: set ant = 1, set ant = nothing, set bee = nothing")
                .usually("the kind of a record says whether it sets or removes, not the length of its value")
                .gives("ant@1:61 bee@1:89", index());
    }

    @Test
    void a_key_may_be_empty() throws IOException {
        segment("=1", "ant=1");
        segment("=2");
        Fact.when("segment 1: set the empty key, set ant; segment 2: set the empty key")
                .usually("an empty key is a key like any other, and the lowest one")
                .gives("@2:32 ant@1:58", index());
    }

    @Test
    void does_what_a_map_does() throws IOException {
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
        Fact.when("how many keys there are").gives(model.size(), index.size());
    }

    @Test
    void counts_live_bytes_and_tombstones() throws IOException {
        segment("ant=1", "bee=1", "ant=2");
        segment("-bee", "cat=1");
        finish();
        Fact.when(
                        "segment 1: set ant, set bee, set ant; segment 2: remove bee, set cat (records of 29 bytes, 28 to remove)")
                .usually("a record counts as what it is at the end: live, replaced, or a tombstone")
                .gives("live 29 tombstones 0, live 29 tombstones 28", use(1) + ", " + use(2));
    }

    private String use(int of) {
        return "live " + usage.of(of).live() + " tombstones " + usage.of(of).tombstones();
    }

    @Test
    void a_record_that_is_no_entry_is_damage() throws IOException {
        isDamage("an entry of kind 1 or 2 was expected, found 3", 3, 0, 0, 0, 1, 'a');
        isDamage("an entry has 5 bytes at least, this one has 4", 1, 0, 0, 0);
        isDamage("a key of 2 bytes does not fit in an entry of 6", 1, 0, 0, 0, 2, 'a');
    }

    private void isDamage(String fault, int... bytes) throws IOException {
        byte[] payload = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            payload[i] = (byte) bytes[i];
        }
        enter();
        Fact fact = Fact.when("record() at offset 32 with the payload", payload)
                .usually("EntryFormat.fault has to be asked before the payload is parsed");
        try {
            recovery.record(segment, 32, 20 + payload.length, 1, ByteBuffer.wrap(payload));
            fact.holds(false, "LogDamagedException", "no exception");
        } catch (LogDamagedException e) {
            fact.holds(e.offset() == 32, "offset 32", "offset " + e.offset());
            fact.gives(Path.of("data", "%010d.log".formatted(segment)).toString(), e.file());
            String message = String.valueOf(e.getMessage());
            fact.holds(message.endsWith(fault), fault, message);
        } catch (IndexOutOfBoundsException | IllegalArgumentException e) {
            fact.holds(false, "LogDamagedException", e.getClass().getSimpleName());
        }
    }

    @Test
    void entries_are_sorted_and_each_key_appears_once() {
        SortedEntries.Builder builder = new SortedEntries.Builder(1);
        String[] keys = {"bee", "ant", "bee", "cat", "b", "ant", "bee"};
        for (int i = 0; i < keys.length; i++) {
            byte[] key = keys[i].getBytes(UTF_8);
            builder.add(key.length, ByteBuffer.wrap(key), 100 * (i + 1), 30, i != 6);
        }
        SortedEntries entries = builder.build();
        List<String> got = new ArrayList<>();
        for (int at = 0; at < entries.size(); at++) {
            got.add((entries.isSet(at) ? "" : "-") + text(entries.key(at)) + "@1:"
                    + entries.place(at).offset());
        }
        Fact.when("add bee, ant, bee, cat, b, ant at 100, 200, ..., remove bee at 700; build()")
                .usually("of equal keys, the one that was added last comes last when they are sorted")
                .gives("ant@1:600 b@1:500 -bee@1:700 cat@1:400", String.join(" ", got));
    }

    private void expect(String did, String expected) throws IOException {
        Fact.when(did).gives(expected, index());
    }

    private void segment(String... records) throws IOException {
        enter();
        for (String record : records) {
            record(record);
        }
    }

    private void enter() throws IOException {
        segment++;
        offset = 32;
        recovery.enter(new SegmentInfo(segment, 1, 10_000, segment));
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

    private void finish() throws IOException {
        try {
            recovery.finish();
        } catch (IOException e) {
            // "not written yet" must reach the test as it is.
            if (e.getCause() instanceof RuntimeException own) {
                throw own;
            }
            throw e;
        }
    }

    private String index() throws IOException {
        finish();
        List<String> all = new ArrayList<>();
        index.scan(Bytes.EMPTY, (key, place) -> all.add(text(key) + "@" + place.segment() + ":" + place.offset()));
        return String.join(" ", all);
    }

    /** Letters as they are, other bytes in hex. */
    private static String text(Bytes bytes) {
        String text = new String(bytes.toArray(), UTF_8);
        return text.matches("\\w*") ? text : HexFormat.ofDelimiter(" ").formatHex(bytes.toArray());
    }
}
