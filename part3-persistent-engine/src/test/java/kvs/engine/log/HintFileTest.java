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
import kvs.engine.log.InterceptedDisk.Action;
import kvs.index.SortedRun;
import kvs.io.SimDisk;
import kvs.log.LogOptions;
import kvs.log.LogPointer;
import kvs.log.SegmentInfo;
import kvs.protocol.Bytes;
import kvs.protocol.Fact;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Exercise 3.8: a hint file is trusted if it is about this segment and whole. */
@Tag("3.8")
class HintFileTest {
    private static final Path DIRECTORY = SmallEngines.DIRECTORY;
    private static final SegmentInfo SEGMENT = new SegmentInfo(3, 7, 300, 0x5a17002c);
    private static final List<String> ENTRIES =
            List.of("bar gone at 3:67, 28", "foo = at 3:36, 31", "fox = at 3:95, 40");

    private final SimDisk disk = new SimDisk();
    private byte[] hint = {};

    @BeforeEach
    void write() throws IOException {
        SortedRun.Builder run = new SortedRun.Builder();
        add(run, "bar", 67, 28, false);
        add(run, "foo", 36, 31, true);
        add(run, "fox", 95, 40, true);
        HintFile.write(disk, DIRECTORY, SEGMENT, run.buildSorted());
        hint = disk.bytes(DIRECTORY.resolve(HintFile.name(SEGMENT.id())));
    }

    private static void add(SortedRun.Builder run, String key, int offset, int length, boolean isSet) {
        run.add(Bytes.utf8(key), new LogPointer(SEGMENT.id(), offset, length), isSet);
    }

    private static @Nullable List<String> decoded(byte[] bytes, SegmentInfo segment) {
        return decoded(ByteBuffer.wrap(bytes), segment);
    }

    private static @Nullable List<String> decoded(ByteBuffer bytes, SegmentInfo segment) {
        SortedRun entries = HintFile.decode(bytes, segment);
        if (entries == null) {
            return null;
        }
        List<String> said = new ArrayList<>();
        for (int at = 0; at < entries.size(); at++) {
            String key = new String(entries.key(at).toArray(), java.nio.charset.StandardCharsets.ISO_8859_1);
            LogPointer pointer = entries.pointer(at);
            said.add(key + (entries.isSet(at) ? " = at " : " gone at ") + pointer.segment() + ":" + pointer.offset()
                    + ", " + pointer.length());
        }
        return said;
    }

    private static void isRejected(String did, String usually, byte[] bytes, SegmentInfo segment) {
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
    void returns_the_entries_that_were_written() {
        Fact.when("decode a hint of three entries")
                .usually("an entry is kind, key length, offset, record length, key; a tombstone is an entry as well")
                .gives(ENTRIES, decoded(hint, SEGMENT));
    }

    @Test
    void a_hint_ends_at_the_limit_of_its_buffer() {
        ByteBuffer larger =
                ByteBuffer.wrap(Arrays.copyOf(hint, hint.length + 100)).limit(hint.length);
        String got;
        try {
            got = String.valueOf(decoded(larger, SEGMENT));
        } catch (IndexOutOfBoundsException e) {
            got = "IndexOutOfBoundsException";
        }
        Fact.when("decode a hint of three entries, in a buffer whose capacity is 100 bytes above its limit")
                .usually("the checksum is in the four bytes before the limit; the capacity says nothing about the hint")
                .gives(ENTRIES.toString(), got);
    }

    @Test
    void a_hint_may_have_no_entries() throws IOException {
        HintFile.write(disk, DIRECTORY, SEGMENT, new SortedRun.Builder().buildSorted());
        byte[] empty = disk.bytes(DIRECTORY.resolve(HintFile.name(3)));
        Fact.when("decode a hint without entries").gives(List.of(), decoded(empty, SEGMENT));
    }

    @Test
    void rejects_a_hint_about_another_segment() {
        String usually = "a hint can lie beside a segment other than the one it was made from";
        isRejected("decode, for segment 4", usually, hint, new SegmentInfo(4, 7, 300, SEGMENT.salt()));
        isRejected(
                "decode, for a segment 3 that is longer",
                "records were added to the segment after its hint was written",
                hint,
                new SegmentInfo(3, 7, 301, SEGMENT.salt()));
        isRejected(
                "decode, for a segment 3 of this length and another salt",
                "another segment can have the same id and length: the salt tells them apart",
                hint,
                new SegmentInfo(3, 7, 300, SEGMENT.salt() + 1));
    }

    @Test
    void rejects_another_format() {
        isRejected(
                "decode, with another magic",
                "the magic says that the file is a hint",
                sealed(hint, 0, (byte) 'K'),
                SEGMENT);
        isRejected(
                "decode, of version 2", "another version may have other entries", sealed(hint, 11, (byte) 2), SEGMENT);
    }

    @Test
    void rejects_a_hint_with_any_bit_flipped() {
        for (int bit = 0; bit < 8 * hint.length; bit++) {
            byte[] flipped = hint.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            isRejected(
                    "decode, with bit " + bit % 8 + " of byte " + bit / 8 + " flipped",
                    "the checksum was not compared",
                    flipped,
                    SEGMENT);
        }
    }

    @Test
    void rejects_a_hint_that_was_cut_off() {
        for (int length = 0; length < hint.length; length++) {
            isRejected(
                    "decode the first " + length + " of " + hint.length + " bytes",
                    "a hint is not forced, so a loss of power may cut it off anywhere",
                    Arrays.copyOf(hint, length),
                    SEGMENT);
        }
    }

    @Test
    void rejects_entries_that_do_not_fit() {
        String usually =
                "the program that wrote this hint had a bug: its entries have to fit in the hint and in the segment";
        isRejected("decode, with a count of 4 for 3 entries", usually, sealed(hint, 31, (byte) 4), SEGMENT);
        isRejected("decode, with a count of 2 for 3 entries", usually, sealed(hint, 31, (byte) 2), SEGMENT);
        isRejected("decode, with a count of -2147483645", usually, sealed(hint, 28, (byte) 0x80), SEGMENT);
        int lastKey = hint.length - 16;
        isRejected(
                "decode, with a last key of 4 bytes, 1 of the checksum",
                usually,
                sealed(hint, lastKey, (byte) 4),
                SEGMENT);
        isRejected(
                "decode, with a last key of 7 bytes, 4 of the checksum",
                usually,
                sealed(hint, lastKey, (byte) 7),
                SEGMENT);
        isRejected(
                "decode, with a last key of 8 bytes, where 7 are left",
                usually,
                sealed(hint, lastKey, (byte) 8),
                SEGMENT);
        isRejected(
                "decode, with a last key of 2 bytes, 1 before the checksum",
                usually,
                sealed(hint, lastKey, (byte) 2),
                SEGMENT);
        isRejected("decode, with a key of 16777219 bytes", usually, sealed(hint, 33, (byte) 1), SEGMENT);
        isRejected("decode, with a key of -2147483645 bytes", usually, sealed(hint, 33, (byte) 0x80), SEGMENT);
        isRejected("decode, with a record at 16777283 of 300", usually, sealed(hint, 37, (byte) 1), SEGMENT);
        isRejected("decode, with a record at -2147483581", usually, sealed(hint, 37, (byte) 0x80), SEGMENT);
        isRejected("decode, with a record at 0", usually, sealed(hint, 40, (byte) 0), SEGMENT);
        isRejected("decode, with a record that ends at 323 of 300", usually, sealed(hint, 44, (byte) 255), SEGMENT);
        isRejected("decode, with a record of 0 bytes", usually, sealed(hint, 44, (byte) 0), SEGMENT);
    }

    @Test
    void rejects_an_entry_that_neither_sets_nor_removes() {
        String usually =
                "a kind is 1 (sets the key) or 2 (removes it): any other is from a program that this one does not know";
        for (int kind : new int[] {0, 3, 0x80, 0xff}) {
            isRejected("decode, with a first entry of kind " + kind, usually, sealed(hint, 32, (byte) kind), SEGMENT);
        }
    }

    @Test
    void rejects_numbers_whose_sum_overflows() {
        byte[] highest = {0x7f, -1, -1, -1};
        isRejected(
                "decode, with a key of 2147483647 bytes",
                "position + keyLength overflows and is negative: compare keyLength with the bytes that are left",
                sealed(hint, 33, highest),
                SEGMENT);
        isRejected(
                "decode, with a record of 2147483647 bytes at 2147483647, in a segment of 300",
                "offset + length overflows and is negative: add them as long",
                sealed(sealed(hint, 37, highest), 41, highest),
                SEGMENT);
    }

    /** Returns the hint with other bytes {@code at}, and the checksum of the changed bytes. */
    private static byte[] sealed(byte[] hint, int at, byte... values) {
        byte[] changed = hint.clone();
        System.arraycopy(values, 0, changed, at, values.length);
        CRC32C crc = new CRC32C();
        crc.update(changed, 0, changed.length - 4);
        ByteBuffer.wrap(changed).putInt(changed.length - 4, (int) crc.getValue());
        return changed;
    }

    @Test
    void accepts_a_changed_hint_with_a_right_checksum() {
        // Without this, the test above could pass because every changed hint is rejected.
        Fact.when("decode, with the last key called foz")
                .gives(
                        List.of(ENTRIES.get(0), ENTRIES.get(1), "foz = at 3:95, 40"),
                        decoded(sealed(hint, hint.length - 5, (byte) 'z'), SEGMENT));
    }

    @Test
    void accepts_a_record_that_ends_where_its_segment_ends() {
        Fact.when("decode, for a segment of 300 bytes, with a last record at 95 of 205 bytes")
                .usually("the last record of a segment ends where the segment ends")
                .gives(
                        List.of(ENTRIES.get(0), ENTRIES.get(1), "fox = at 3:95, 205"),
                        decoded(sealed(hint, hint.length - 8, (byte) 205), SEGMENT));
    }

    @Test
    void accepts_an_empty_key() throws IOException {
        SortedRun.Builder run = new SortedRun.Builder();
        add(run, "", 32, 26, true);
        HintFile.write(disk, DIRECTORY, SEGMENT, run.buildSorted());
        byte[] one = disk.bytes(DIRECTORY.resolve(HintFile.name(SEGMENT.id())));
        Fact.when("decode a hint of one entry, whose key has no bytes")
                .usually("an empty key is a key like any other")
                .gives(List.of(" = at 3:32, 26"), decoded(one, SEGMENT));
    }

    @Test
    void an_engine_starts_from_its_hints() throws IOException {
        try (LogEngine engine = SmallEngines.open(disk)) {
            write(engine, IntStream.range(10, 70).boxed().toList());
            // Nothing is stale: this writes the hints and leaves the segments as they are.
            engine.compact();
        }
        Map<Path, byte[]> whole = disk.files();
        long hints = whole.keySet().stream().filter(HintFileTest::isHint).count();
        assertThat(hints).as("hint files").isGreaterThan(3);
        Map<Path, byte[]> bare = new TreeMap<>(whole);
        bare.keySet().removeIf(HintFileTest::isHint);
        long without = readsOfSegments(bare);
        long with = readsOfSegments(whole);
        Fact.when("open a store of " + hints + " segments with hints, and one more; reads of segments")
                .usually("a correct hint was rejected, so its segment is read as if it had none")
                .holds(
                        with <= without - hints,
                        "at most " + (without - hints) + ", of " + without + " without hints",
                        with);
    }

    private static boolean isHint(Path file) {
        return HintFile.isOne(file.getFileName().toString());
    }

    /** How often an engine that is opened on these files reads in a segment. */
    private static long readsOfSegments(Map<Path, byte[]> files) throws IOException {
        InterceptedDisk intercepted = new InterceptedDisk(SimDisk.with(files));
        AtomicInteger reads = new AtomicInteger();
        intercepted.beforeEach((action, file) -> {
            if (action == Action.READ && file.toString().endsWith(".log")) {
                reads.incrementAndGet();
            }
        });
        SmallEngines.open(intercepted).close();
        return reads.get();
    }

    @Test
    void an_engine_reads_the_segment_if_its_hint_is_wrong() throws IOException {
        List<Integer> numbers = IntStream.range(10, 70).boxed().toList();
        try (LogEngine engine = SmallEngines.open(disk)) {
            write(engine, numbers);
            // Nothing is stale: this writes the hints and leaves the segments as they are.
            engine.compact();
        }
        // The same keys in reverse order: segments of the same lengths, with other salts and other offsets.
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
                Fact.when("open a store beside the hints of another one, get(k" + i + ")")
                        .usually("a hint about another file was trusted: its offsets are not those of this segment")
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
