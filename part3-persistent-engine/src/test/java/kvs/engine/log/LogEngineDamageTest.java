package kvs.engine.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import kvs.engine.OrderedEngine.Entry;
import kvs.io.SimDisk;
import kvs.log.LogDamagedException;
import kvs.protocol.Bytes;
import kvs.protocol.Fact;
import org.junit.jupiter.api.Test;

/** Flipped bits and wrong hints never lead to a wrong answer. */
class LogEngineDamageTest {
    /** Returns a disk with two finished segments with hints and a newest one; each key is written once. */
    private static SimDisk threeSegments() throws IOException {
        SimDisk disk = new SimDisk();
        try (LogEngine engine = SmallEngines.open(disk)) {
            for (int i = 10; i < 34; i++) {
                engine.set(Bytes.utf8("key" + i), Bytes.utf8("value" + i));
            }
            engine.compact();
        }
        SimDisk whole = SimDisk.with(disk.files());
        assertThat(whole.list(SmallEngines.DIRECTORY))
                .contains("0000000001.hint", "0000000002.hint", "0000000003.log")
                .doesNotContain("0000000003.hint");
        return whole;
    }

    @Test
    void a_flipped_bit_affects_one_key() throws IOException {
        SimDisk whole = threeSegments();
        List<Entry> all = RecoveryCheck.entries(SimDisk.with(whole.files()), "open");
        for (Path file : whole.files().keySet()) {
            if (!file.toString().endsWith(".log")) {
                continue;
            }
            for (int at = 32; at < whole.bytes(file).length; at += 3) {
                SimDisk disk = SimDisk.with(whole.files());
                String did = "flip bit " + at % 8 + " of byte " + at + " of " + file + " while it is open";
                try (LogEngine engine = SmallEngines.open(disk)) {
                    disk.flip(file, at, at % 8);
                    int unreadable = 0;
                    for (Entry entry : all) {
                        try {
                            Fact.when(did + ", get(" + entry.key() + ")").gives(entry.value(), engine.get(entry.key()));
                        } catch (IOException failure) {
                            assertThat(failure).hasMessage("could not read the value of " + entry.key());
                            LogDamagedException e = (LogDamagedException) Objects.requireNonNull(failure.getCause());
                            assertThat(e.file()).isEqualTo(file.toString());
                            assertThat(e.offset()).as(did).isLessThanOrEqualTo(at);
                            assertThat(e).hasMessageStartingWith(file + " at offset " + e.offset() + ": ");
                            unreadable++;
                        }
                    }
                    Fact.when(did + ", get each key; how many cannot be read").gives(1, unreadable);
                }
            }
        }
    }

    @Test
    void an_unreadable_hint_is_replaced_by_its_segment() throws IOException {
        SimDisk whole = threeSegments();
        List<Entry> all = RecoveryCheck.entries(SimDisk.with(whole.files()), "open");
        InterceptedDisk intercepted = new InterceptedDisk(whole);
        intercepted.beforeEach((action, file) -> {
            if (action == InterceptedDisk.Action.READ && file.endsWith("0000000001.hint")) {
                throw new IOException(file + ": Input/output error");
            }
        });
        String did = "open, and the disk cannot read the hint of segment 1";
        try (LogCapture log = LogCapture.open();
                LogEngine engine = SmallEngines.open(intercepted)) {
            Fact.when(did + ", scan")
                    .usually("a hint is a shortcut: its segment holds the same entries")
                    .gives(all, RecoveryCheck.entries(engine, did));
            Fact.when(did + ", the log")
                    .gives(
                            List.of("could not read the hint file of segment 1; reading the segment instead"),
                            log.lines());
        }
    }

    @Test
    void a_flipped_bit_fails_the_start_or_one_get() throws IOException {
        SimDisk whole = threeSegments();
        List<Entry> all = RecoveryCheck.entries(SimDisk.with(whole.files()), "open");
        Path segment = SmallEngines.DIRECTORY.resolve("0000000001.log");
        for (boolean hinted : new boolean[] {true, false}) {
            for (int at = 32; at < whole.bytes(segment).length; at += 3) {
                Map<Path, byte[]> files = new TreeMap<>(whole.files());
                if (!hinted) {
                    files.remove(SmallEngines.DIRECTORY.resolve("0000000001.hint"));
                }
                SimDisk disk = SimDisk.with(files);
                disk.flip(segment, at, at % 8);
                int unreadable = 0;
                try (LogEngine engine = SmallEngines.open(disk)) {
                    for (Entry entry : all) {
                        try {
                            Fact.when("get(" + entry.key() + ")").gives(entry.value(), engine.get(entry.key()));
                        } catch (IOException e) {
                            assertThat(e).hasCauseInstanceOf(LogDamagedException.class);
                            unreadable++;
                        }
                    }
                } catch (LogDamagedException e) {
                    assertThat(hinted)
                            .as("a segment with a hint is not read at the start")
                            .isFalse();
                    assertThat(e.file()).isEqualTo(segment.toString());
                    continue;
                }
                Fact.when("open with byte " + at + " flipped, hint: " + hinted + ", get each; how many cannot be read")
                        .gives(hinted ? 1 : -1, unreadable);
            }
        }
    }

    @Test
    void rejects_a_hint_with_any_bit_flipped() throws IOException {
        SimDisk whole = threeSegments();
        Path hint = SmallEngines.DIRECTORY.resolve("0000000001.hint");
        for (int at = 0; at < whole.bytes(hint).length; at++) {
            for (int bit = 0; bit < 8; bit++) {
                byte[] flipped = whole.bytes(hint);
                flipped[at] ^= (byte) (1 << bit);
                changesNothing(whole, hint, flipped, "bit " + bit + " of byte " + at + " of a hint flipped");
            }
        }
    }

    @Test
    void rejects_a_torn_hint() throws IOException {
        SimDisk whole = threeSegments();
        Path hint = SmallEngines.DIRECTORY.resolve("0000000001.hint");
        byte[] bytes = whole.bytes(hint);
        for (int length = 0; length < bytes.length; length++) {
            byte[] torn = Arrays.copyOf(bytes, length);
            changesNothing(whole, hint, torn, "a hint cut after " + length + " bytes");
            changesNothing(whole, hint, Arrays.copyOf(torn, bytes.length), "the same, filled up with zeros");
        }
        changesNothing(whole, hint, Arrays.copyOf(bytes, bytes.length + 1), "a hint and one byte more");
    }

    @Test
    void rejects_a_hint_of_another_segment() throws IOException {
        SimDisk whole = threeSegments();
        Path hint = SmallEngines.DIRECTORY.resolve("0000000001.hint");
        Path other = SmallEngines.DIRECTORY.resolve("0000000002.hint");
        changesNothing(whole, hint, whole.bytes(other), "the hint of segment 2 under the name of segment 1");
        byte[] renamed = whole.bytes(other);
        renamed[15] = 1;
        changesNothing(whole, hint, renamed, "the hint of segment 2 with the id of segment 1");
        changesNothing(
                whole,
                SmallEngines.DIRECTORY.resolve("0000000077.hint"),
                whole.bytes(hint),
                "the hint of a segment that is not there");
        changesNothing(
                whole, SmallEngines.DIRECTORY.resolve("0000000001.hint.tmp"), new byte[5], "the draft of a hint");
    }

    /** A random salt tells a segment from one with the same id and length in another directory. */
    @Test
    void rejects_a_hint_of_the_same_segment_id_in_another_log() throws IOException {
        SimDisk whole = threeSegments();
        SimDisk other = new SimDisk();
        LogEngineOptions salted =
                SmallEngines.options().withLog(SmallEngines.options().log().withSalts(() -> 99));
        try (LogEngine engine = LogEngine.open(other, SmallEngines.DIRECTORY, salted)) {
            for (int i = 10; i < 34; i++) {
                engine.set(Bytes.utf8("KEY" + i), Bytes.utf8("value" + i));
            }
            engine.compact();
        }
        Path hint = SmallEngines.DIRECTORY.resolve("0000000001.hint");
        assertThat(other.bytes(hint)).hasSameSizeAs(whole.bytes(hint));
        changesNothing(whole, hint, other.bytes(hint), "the hint of segment 1 of another log");
    }

    @Test
    void works_without_hints() throws IOException {
        SimDisk whole = threeSegments();
        Map<Path, byte[]> files = new TreeMap<>(whole.files());
        files.keySet().removeIf(file -> file.toString().endsWith(".hint"));
        Fact.when("open without hints")
                .gives(
                        RecoveryCheck.entries(SimDisk.with(whole.files()), "open"),
                        RecoveryCheck.entries(SimDisk.with(files), "open without hints"));
    }

    private static void changesNothing(SimDisk whole, Path hint, byte[] content, String what) throws IOException {
        Map<Path, byte[]> files = new TreeMap<>(whole.files());
        files.put(hint, content);
        Fact.when("open with " + what)
                .usually("a hint was trusted that is not about this segment, or not whole")
                .gives(
                        RecoveryCheck.entries(SimDisk.with(whole.files()), "open"),
                        RecoveryCheck.entries(SimDisk.with(files), "open with " + what));
    }
}
