package kvs.engine.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.zip.CRC32C;
import kvs.io.SimDisk;
import kvs.log.LogOptions;
import kvs.log.SegmentInfo;
import kvs.protocol.Bytes;
import kvs.protocol.Fact;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Exercise 3.8: a hint is believed when it is about this segment, and whole. */
@Tag("3.8")
class HintFileTest {
    private static final Path DIRECTORY = SmallEngines.DIRECTORY;
    private static final SegmentInfo SEGMENT = new SegmentInfo(3, 7, 300, 0x5a17002c);
    private static final List<String> SAID = List.of("bar gone at 67, 28", "foo = at 36, 31", "fox = at 95, 40");

    private final SimDisk disk = new SimDisk();
    private byte[] hint = {};

    @BeforeEach
    void write() throws IOException {
        SortedEntries.Builder entries = new SortedEntries.Builder(SEGMENT.id());
        add(entries, "bar", 67, 28, false);
        add(entries, "foo", 36, 31, true);
        add(entries, "fox", 95, 40, true);
        HintFile.write(disk, DIRECTORY, SEGMENT, entries.buildSorted());
        hint = disk.bytes(DIRECTORY.resolve(HintFile.name(SEGMENT.id())));
    }

    private static void add(SortedEntries.Builder entries, String key, int offset, int length, boolean isSet) {
        byte[] bytes = Bytes.utf8(key).toArray();
        entries.add(bytes.length, ByteBuffer.wrap(bytes), offset, length, isSet);
    }

    private static @Nullable List<String> decoded(byte[] bytes, SegmentInfo segment) {
        SortedEntries entries = HintFile.decode(ByteBuffer.wrap(bytes), segment);
        if (entries == null) {
            return null;
        }
        List<String> said = new ArrayList<>();
        for (int at = 0; at < entries.size(); at++) {
            String key = new String(entries.key(at).toArray(), java.nio.charset.StandardCharsets.ISO_8859_1);
            said.add(key + (entries.isSet(at) ? " = at " : " gone at ")
                    + entries.place(at).offset() + ", " + entries.place(at).length());
        }
        return said;
    }

    private static void isNotBelieved(String did, String usually, byte[] bytes, SegmentInfo segment) {
        String got;
        try {
            got = String.valueOf(decoded(bytes, segment));
        } catch (UnsupportedOperationException e) {
            throw e;
        } catch (RuntimeException e) {
            got = e.getClass().getSimpleName();
        }
        Fact.when(did).usually(usually).gives("null", got);
    }

    @Test
    void says_again_what_was_written() {
        Fact.when("decode a hint of three entries")
                .usually(
                        "an entry is kind, length of the key, offset, length of the record, key; a tombstone counts, too")
                .gives(SAID, decoded(hint, SEGMENT));
    }

    @Test
    void a_hint_of_no_entries_says_nothing_and_is_one() throws IOException {
        HintFile.write(disk, DIRECTORY, SEGMENT, new SortedEntries.Builder(3).buildSorted());
        byte[] empty = disk.bytes(DIRECTORY.resolve(HintFile.name(3)));
        Fact.when("decode a hint without entries").gives(List.of(), decoded(empty, SEGMENT));
    }

    @Test
    void is_not_believed_about_another_segment() {
        String usually = "a hint may lie beside a file that is not the one it was made from";
        isNotBelieved("decode, for segment 4", usually, hint, new SegmentInfo(4, 7, 300, SEGMENT.salt()));
        isNotBelieved(
                "decode, for a segment 3 that is longer",
                "more was written to the segment after its hint",
                hint,
                new SegmentInfo(3, 7, 301, SEGMENT.salt()));
        isNotBelieved(
                "decode, for a segment 3 of this length and another salt",
                "a file with the same name and length may be another: the salt tells",
                hint,
                new SegmentInfo(3, 7, 300, SEGMENT.salt() + 1));
    }

    @Test
    void is_not_believed_in_another_format() {
        isNotBelieved("decode, with another magic", "this is no hint", sealed(hint, 0, (byte) 'K'), SEGMENT);
        isNotBelieved(
                "decode, of version 2",
                "what an entry is may differ from version 1",
                sealed(hint, 11, (byte) 2),
                SEGMENT);
    }

    @Test
    void is_not_believed_with_any_bit_flipped() {
        for (int bit = 0; bit < 8 * hint.length; bit++) {
            byte[] flipped = hint.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            isNotBelieved(
                    "decode, with bit " + bit % 8 + " of byte " + bit / 8 + " flipped",
                    "the checksum is there to be compared",
                    flipped,
                    SEGMENT);
        }
    }

    @Test
    void is_not_believed_if_its_end_is_missing() {
        for (int length = 0; length < hint.length; length++) {
            isNotBelieved(
                    "decode the first " + length + " of " + hint.length + " bytes",
                    "a hint is not forced, so the power may have cut it anywhere",
                    Arrays.copyOf(hint, length),
                    SEGMENT);
        }
    }

    @Test
    void is_not_believed_if_it_makes_no_sense_though_its_checksum_is_right() {
        String usually =
                "whoever made this hint counted wrong; what the hint says must fit into the hint and the segment";
        isNotBelieved("decode, with a count of 4 for 3 entries", usually, sealed(hint, 31, (byte) 4), SEGMENT);
        isNotBelieved("decode, with a count of 2 for 3 entries", usually, sealed(hint, 31, (byte) 2), SEGMENT);
        isNotBelieved("decode, with a count of -2147483645", usually, sealed(hint, 28, (byte) 0x80), SEGMENT);
        isNotBelieved("decode, with a key of 16777219 bytes", usually, sealed(hint, 33, (byte) 1), SEGMENT);
        isNotBelieved("decode, with a key of -2147483645 bytes", usually, sealed(hint, 33, (byte) 0x80), SEGMENT);
        isNotBelieved("decode, with a record at 16777283 of 300", usually, sealed(hint, 37, (byte) 1), SEGMENT);
        isNotBelieved("decode, with a record at -2147483581", usually, sealed(hint, 37, (byte) 0x80), SEGMENT);
        isNotBelieved("decode, with a record that ends at 323 of 300", usually, sealed(hint, 44, (byte) 255), SEGMENT);
        isNotBelieved("decode, with a record of 0 bytes", usually, sealed(hint, 44, (byte) 0), SEGMENT);
    }

    /** With another byte {@code at}, and the checksum that goes with it. */
    private static byte[] sealed(byte[] hint, int at, byte value) {
        byte[] changed = hint.clone();
        changed[at] = value;
        CRC32C crc = new CRC32C();
        crc.update(changed, 0, changed.length - 4);
        ByteBuffer.wrap(changed).putInt(changed.length - 4, (int) crc.getValue());
        return changed;
    }

    @Test
    void a_sealed_hint_that_makes_sense_is_believed() {
        // Else the test above would prove nothing.
        Fact.when("decode, with the last key called foz")
                .gives(
                        List.of(SAID.get(0), SAID.get(1), "foz = at 95, 40"),
                        decoded(sealed(hint, hint.length - 5, (byte) 'z'), SEGMENT));
    }

    @Test
    void an_engine_starts_from_the_segments_if_their_hints_are_of_no_use() throws IOException {
        List<Integer> numbers = IntStream.range(10, 70).boxed().toList();
        try (LogEngine engine = SmallEngines.open(disk)) {
            write(engine, numbers);
            // Nothing is stale: this writes the hints, and leaves the segments where they are.
            engine.compact();
        }
        // The same keys the other way round: segments of the same lengths, with other salts and other places.
        SimDisk other = new SimDisk();
        LogOptions salted = SmallEngines.options().log().withSalts(new AtomicInteger(1000)::incrementAndGet);
        try (LogEngine engine =
                LogEngine.open(other, DIRECTORY, SmallEngines.options().withLog(salted))) {
            write(engine, numbers.reversed());
        }
        Map<Path, byte[]> files = new TreeMap<>(other.files());
        disk.files().forEach((path, bytes) -> {
            if (HintFile.isOne(path.getFileName().toString())) {
                files.put(path, bytes);
            }
        });
        assertThat(files)
                .as("the segments of one store and the hints of another")
                .hasSizeGreaterThan(other.files().size());
        try (LogEngine engine = SmallEngines.open(SimDisk.with(files))) {
            for (int i : numbers) {
                String got;
                try {
                    got = String.valueOf(engine.get(Bytes.utf8("k" + i)));
                } catch (IOException e) {
                    got = e.getMessage();
                }
                Fact.when("open a store with hints of another one beside it, get(k" + i + ")")
                        .usually("a hint about another file was believed: its places are not those of this segment")
                        .gives(String.valueOf(Bytes.utf8("value-" + i)), got);
            }
        }
    }

    private static void write(LogEngine engine, List<Integer> numbers) throws IOException {
        for (int i : numbers) {
            engine.set(Bytes.utf8("k" + i), Bytes.utf8("value-" + i));
        }
    }
}
