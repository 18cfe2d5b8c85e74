package kvs.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import kvs.io.Crash;
import kvs.io.DiskFile;
import kvs.io.SimDisk;
import org.junit.jupiter.api.Test;

/** A log on a disk that fails, and in a directory that is not as it should be. */
class LogFailureTest {
    private final SimDisk disk = new SimDisk();

    @Test
    void accepts_only_reads_after_a_failed_force() throws IOException {
        RecordLog log = Logs.open(disk);
        LogPointer safe = Logs.append(log, "safe");
        log.flush();
        log.force();
        Logs.append(log, "lost");
        log.flush();
        disk.failForce(1);
        assertThatThrownBy(log::force)
                .isInstanceOf(LogBrokenException.class)
                .hasRootCauseMessage(onThisSystem("could not force data/log/0000000001.log to disk: simulated"));
        // A second force would succeed, and the record would not be there.
        assertThatThrownBy(log::force).isInstanceOf(LogBrokenException.class);
        assertThatThrownBy(() -> Logs.append(log, "more")).isInstanceOf(LogBrokenException.class);
        assertThatThrownBy(log::flush).isInstanceOf(LogBrokenException.class);
        assertThatThrownBy(log::roll).isInstanceOf(LogBrokenException.class);
        assertThat(log.durableSequence()).isEqualTo(2);
        assertThat(Logs.read(log, safe)).isEqualTo("safe");
        log.close();
        assertThat(Logs.recovered(disk.crash(Crash.LOSES_ALL))).containsExactly("1=safe");
    }

    /** As when there is no memory left: the buffer keeps its records, and the next one is appended to them. */
    @Test
    void an_error_in_a_write_leaves_the_buffer_unchanged() throws IOException {
        SegmentHeader header = new SegmentHeader(1, 1, 0);
        DiskFile file = Segment.create(disk, Logs.DIRECTORY, header).file();
        Segment segment = Segment.assume(failingOnce(file), header);
        SegmentWriter writer = new SegmentWriter(segment, ByteBuffer.allocateDirect(90), SegmentHeader.BYTES, 1);
        LogPointer first = writer.append(1, Logs.payload("a"));
        assertThatThrownBy(writer::flush).isInstanceOf(OutOfMemoryError.class);
        LogPointer second = writer.append(2, Logs.payload("longer than the first"));
        writer.flush();
        assertThat(Logs.text(segment.read(first))).isEqualTo("a");
        assertThat(Logs.text(segment.read(second))).isEqualTo("longer than the first");
    }

    private static DiskFile failingOnce(DiskFile file) {
        AtomicBoolean failed = new AtomicBoolean();
        return (DiskFile) Proxy.newProxyInstance(
                LogFailureTest.class.getClassLoader(), new Class<?>[] {DiskFile.class}, (_, method, arguments) -> {
                    if (method.getName().equals("write") && failed.compareAndSet(false, true)) {
                        throw new OutOfMemoryError("simulated");
                    }
                    return method.invoke(file, arguments);
                });
    }

    @Test
    void acknowledges_nothing_that_a_failed_force_loses() throws IOException {
        for (int nth = 1; nth < 40; nth++) {
            SimDisk failing = new SimDisk();
            RecordLog log = Logs.open(failing);
            failing.failForce(nth);
            long durable = log.durableSequence();
            try {
                for (int i = 0; i < 30; i++) {
                    Logs.append(log, "value " + i);
                    log.flush();
                    durable = log.force();
                }
            } catch (LogBrokenException _) {
                assertThat(log.durableSequence()).isEqualTo(durable);
            }
            List<String> left = Logs.recovered(failing.crash(Crash.LOSES_ALL));
            assertThat(left).as("force %s failed", nth).hasSizeGreaterThanOrEqualTo((int) durable - 1);
        }
    }

    @Test
    void accepts_records_again_after_a_full_disk() throws IOException {
        for (int capacity = 80; capacity < 700; capacity += 3) {
            SimDisk full = new SimDisk();
            RecordLog log = Logs.open(full);
            full.capacity(capacity);
            List<String> acknowledged = new ArrayList<>();
            fillUp(log, acknowledged, 1);
            // Each time, and because of the disk, not because the log is broken.
            assertThatThrownBy(() -> write(log, "some value"))
                    .rootCause()
                    .hasMessageEndingWith("No space left on device");
            if (!acknowledged.isEmpty()) {
                assertThat(Logs.read(log, new LogPointer(1, SegmentHeader.BYTES, 30)))
                        .isEqualTo("some value");
            }
            full.capacity(capacity + 250);
            fillUp(log, acknowledged, 1);
            assertThat(log.durableSequence()).as("%s bytes", capacity).isEqualTo(acknowledged.size() + 1);
            assertThat(Logs.recovered(full.crash(Crash.LOSES_ALL))).isEqualTo(acknowledged);
            full.capacity(Long.MAX_VALUE);
            log.close();
            assertThat(Logs.recovered(full)).isEqualTo(acknowledged);
            assertThat(acknowledged).as("%s bytes", capacity).hasSizeGreaterThan(4);
        }
    }

    /** A group of 20 records fills three segments: what is taken back begins in a segment that is full. */
    @Test
    void takes_back_the_whole_group_when_the_disk_is_full() throws IOException {
        int segments = 0;
        for (int capacity = 80; capacity < 2000; capacity += 7) {
            SimDisk full = new SimDisk();
            RecordLog log = Logs.open(full);
            write(log, "some value");
            List<String> acknowledged = new ArrayList<>(List.of("1=some value"));
            full.capacity(capacity);
            fillUp(log, acknowledged, 20);
            segments = Math.max(segments, log.segments().size());
            assertThat(log.nextSequence()).as("%s bytes", capacity).isEqualTo(acknowledged.size() + 1);
            assertThat(Logs.recovered(full.crash(Crash.LOSES_ALL))).isEqualTo(acknowledged);
            full.capacity(Long.MAX_VALUE);
            assertThat(Logs.recovered(full.crash(Crash.KEEPS_ALL))).isEqualTo(acknowledged);
            write(log, "some value");
            log.close();
            acknowledged.add((acknowledged.size() + 1) + "=some value");
            assertThat(Logs.recovered(full)).as("%s bytes", capacity).isEqualTo(acknowledged);
        }
        assertThat(segments).isGreaterThan(3);
    }

    /** The power fails at each operation on a disk that fills up and gets room again. */
    @Test
    void a_crash_while_taking_back_loses_no_acknowledged_record() throws IOException {
        SimDisk full = new SimDisk();
        RecordLog log = Logs.open(full);
        List<String> acknowledged = new ArrayList<>();
        for (int capacity = 300; capacity < 900; capacity += 97) {
            full.capacity(capacity);
            int from = full.operations();
            int before = acknowledged.size();
            fillUp(log, acknowledged, 5);
            for (int n = from; n <= full.operations(); n++) {
                for (int seed = 0; seed < 4; seed++) {
                    List<String> left = Logs.recovered(full.asOf(n).crash(Crash.random(seed)));
                    assertThat(left).as("operation %s", n).hasSizeBetween(before, acknowledged.size() + 5);
                    int known = Math.min(left.size(), acknowledged.size());
                    assertThat(left.subList(0, known)).isEqualTo(acknowledged.subList(0, known));
                }
            }
        }
        assertThat(acknowledged).hasSizeGreaterThan(10);
    }

    @Test
    void is_broken_when_taking_back_fails() throws IOException {
        RecordLog log = Logs.open(disk);
        write(log, "safe");
        disk.capacity(used() + 10);
        disk.failForce(1);
        assertThatThrownBy(() -> write(log, "lost")).isInstanceOf(LogBrokenException.class);
        disk.capacity(Long.MAX_VALUE);
        assertThatThrownBy(() -> write(log, "more")).isInstanceOf(LogBrokenException.class);
        log.close();
        assertThat(Logs.recovered(disk.crash(Crash.LOSES_ALL))).containsExactly("1=safe");
    }

    @Test
    void is_broken_when_a_new_segment_cannot_be_forced() throws IOException {
        // Of the full one, of the new one, of the directory, of the draft of the manifest, of the directory again.
        for (int nth = 1; nth <= 5; nth++) {
            SimDisk failing = new SimDisk();
            RecordLog log = Logs.open(failing);
            Logs.append(log, "a");
            log.flush();
            failing.failForce(nth);
            assertThatThrownBy(log::roll).as("force %s", nth).isInstanceOf(LogBrokenException.class);
            assertThatThrownBy(() -> Logs.append(log, "b")).isInstanceOf(LogBrokenException.class);
            log.close();
            assertThat(Logs.recovered(failing)).containsExactly("1=a");
        }
    }

    @Test
    void leaves_no_file_of_a_segment_that_did_not_fit() throws IOException {
        RecordLog log = Logs.open(disk);
        write(log, "a");
        for (int room = 0; room < 32 + 40; room += 3) {
            disk.capacity(used() + room);
            assertThatThrownBy(log::roll)
                    .as("%s bytes", room)
                    .rootCause()
                    .hasMessageEndingWith("No space left on device");
            assertThat(disk.files()).doesNotContainKey(Logs.segment(2));
            disk.capacity(Long.MAX_VALUE);
            disk.delete(Logs.DIRECTORY.resolve(Manifest.DRAFT));
        }
        log.roll();
        write(log, "b");
        log.close();
        assertThat(Logs.recovered(disk)).containsExactly("1=a", "2=b");
    }

    /** Removing segments takes room, too: for the list without them, and for the segment to go on with. */
    @Test
    void takes_records_away_when_there_is_room_again() throws IOException {
        int failed = 0;
        for (boolean all : List.of(true, false)) {
            for (int room = 0; room < 100; room += 3) {
                SimDisk full = new SimDisk();
                RecordLog log = Logs.open(full);
                LogPointer first = Logs.append(log, "a");
                log.roll();
                write(log, "b");
                full.capacity(used(full) + room);
                try {
                    takeAway(log, all, first);
                } catch (LogBrokenException e) {
                    throw new AssertionError("no room is no reason to be broken, with " + room + " bytes left", e);
                } catch (IOException _) {
                    failed++;
                    assertThat(Logs.read(log, first)).isEqualTo("a");
                    assertThat(log.nextSequence()).isEqualTo(3);
                    assertThat(Logs.recovered(full.crash(Crash.LOSES_ALL))).containsExactly("1=a", "2=b");
                    full.capacity(Long.MAX_VALUE);
                    takeAway(log, all, first);
                }
                full.capacity(Long.MAX_VALUE);
                write(log, "c");
                assertThat(Logs.recovered(full.crash(Crash.LOSES_ALL)))
                        .as("%s bytes left", room)
                        .containsExactly(all ? "7=c" : "1=c");
                log.close();
            }
        }
        assertThat(failed).isGreaterThan(20);
    }

    private static void takeAway(RecordLog log, boolean all, LogPointer first) throws IOException {
        if (all) {
            log.startOver(7);
        } else {
            log.truncateFrom(first);
        }
    }

    @Test
    void is_broken_when_taking_away_cannot_be_forced() throws IOException {
        for (boolean all : List.of(true, false)) {
            // Of a new segment, of the directory, of the draft of the manifest, of the directory; or without the former
            // two.
            for (int nth = 1; nth <= (all ? 4 : 2); nth++) {
                SimDisk failing = new SimDisk();
                RecordLog log = Logs.open(failing);
                LogPointer first = Logs.append(log, "a");
                log.roll();
                write(log, "b");
                failing.failForce(nth);
                assertThatThrownBy(() -> takeAway(log, all, first))
                        .as("force %s", nth)
                        .isInstanceOf(LogBrokenException.class);
                assertThatThrownBy(() -> write(log, "c")).isInstanceOf(LogBrokenException.class);
                log.close();
            }
        }
    }

    private static void write(RecordLog log, String text) throws IOException {
        Logs.append(log, text);
        log.flush();
        log.force();
    }

    /** Writes groups of {@code group} records until the disk is full, and adds the durable ones to {@code acknowledged}. */
    private static void fillUp(RecordLog log, List<String> acknowledged, int group) {
        assertThatThrownBy(() -> {
                    while (acknowledged.size() < 1000) {
                        long first = log.nextSequence();
                        for (int i = 0; i < group; i++) {
                            Logs.append(log, "some value");
                        }
                        log.flush();
                        log.force();
                        for (int i = 0; i < group; i++) {
                            acknowledged.add((first + i) + "=some value");
                        }
                    }
                })
                .isNotInstanceOf(LogBrokenException.class)
                .hasMessageContaining("the records of this batch were taken back")
                .rootCause()
                .hasMessageEndingWith("No space left on device");
    }

    private long used() {
        return used(disk);
    }

    private static long used(SimDisk disk) {
        return disk.files().values().stream().mapToLong(file -> file.length).sum();
    }

    @Test
    void rejects_a_compaction_output_that_could_not_be_forced() throws IOException {
        RecordLog log = Logs.open(disk);
        Logs.append(log, "a");
        log.roll();
        CompactionOutput output = log.newCompactionOutput(1);
        output.append(1, Logs.payload("a"));
        disk.failForce(1);
        assertThatThrownBy(() -> log.replace(List.of(1), List.of(output))).hasMessageContaining("simulated");
        assertThatThrownBy(() -> log.replace(List.of(1), List.of(output)))
                .hasMessage(onThisSystem("a write to data/log/0000000003.log has failed;"
                        + " delete this compaction output and compact again"));
        log.delete(List.of(output.id()));
        Logs.append(log, "b");
        log.close();
        assertThat(Logs.recovered(disk)).containsExactly("1=a", "2=b");
    }

    @Test
    void deletes_no_segment_while_the_manifest_on_disk_is_unknown() throws IOException {
        RecordLog log = Logs.open(disk);
        Logs.append(log, "a");
        log.roll();
        CompactionOutput output = log.newCompactionOutput(1);
        output.append(1, Logs.payload("a"));
        // Of the output, of the manifest's draft, of the directory: the draft is renamed by then.
        disk.failForce(3);
        assertThatThrownBy(() -> log.replace(List.of(1), List.of(output))).hasMessageContaining("could not force data");
        log.delete(List.of(output.id()));
        log.close();
        assertThat(Logs.recovered(disk)).containsExactly("1=a");
    }

    @Test
    void accepts_records_after_a_manifest_did_not_fit() throws IOException {
        RecordLog log = Logs.open(disk);
        Logs.append(log, "a");
        log.flush();
        disk.capacity(used() + 10);
        assertThatThrownBy(() -> log.newCompactionOutput(1)).hasMessageContaining("No space left on device");
        disk.capacity(Long.MAX_VALUE);
        Logs.append(log, "b");
        log.roll();
        Logs.append(log, "c");
        log.close();
        assertThat(Logs.recovered(disk)).containsExactly("1=a", "2=b", "3=c");
    }

    @Test
    void rejects_a_second_opener() throws IOException {
        try (RecordLog _ = Logs.open(disk)) {
            assertThatThrownBy(() -> Logs.open(disk)).hasMessage(onThisSystem("data/log is in use"));
        }
        Logs.open(disk).close();
    }

    @Test
    void rejects_a_foreign_file() throws IOException {
        rejects(
                files -> files.put(Logs.DIRECTORY.resolve("notes.txt"), new byte[1]),
                "data/log/notes.txt is a foreign file in the directory of a log: move it, or keep the log in"
                        + " another directory");
    }

    @Test
    void rejects_a_missing_segment() throws IOException {
        rejects(
                files -> files.remove(Logs.segment(2)),
                "data/log/0000000002.log at offset 0: the file is missing; the manifest lists [1, 2, 3]");
    }

    @Test
    void rejects_a_missing_manifest() throws IOException {
        rejects(
                files -> files.remove(Logs.DIRECTORY.resolve("manifest")),
                "data/log/manifest at offset 0: the manifest is missing, but the segment 0000000001.log exists");
    }

    @Test
    void rejects_an_empty_segment_and_one_of_three_bytes() throws IOException {
        rejects(
                files -> files.put(Logs.segment(3), new byte[0]),
                "data/log/0000000003.log at offset 0: the header of a segment has 32 bytes, the file has only 0");
        rejects(
                files -> files.put(Logs.segment(1), new byte[3]),
                "data/log/0000000001.log at offset 3: the header of a segment has 32 bytes, the file has only 3");
    }

    @Test
    void rejects_a_file_that_is_no_segment() throws IOException {
        rejects(
                files -> files.put(Logs.segment(2), "hello, I am a text of some length".getBytes(UTF_8)),
                "data/log/0000000002.log at offset 0: this is not a segment of a log: it does not begin with \"kvs-log\\n\"");
    }

    @Test
    void rejects_a_newer_format() throws IOException {
        rejects(
                files -> content(files, Logs.segment(2))[11] = 2,
                "data/log/0000000002.log at offset 8: the file has format version 2, this program reads version 1");
        rejects(
                files -> content(files, Logs.DIRECTORY.resolve("manifest"))[11] = 2,
                "data/log/manifest at offset 8: the file has format version 2, this program reads version 1");
    }

    @Test
    void rejects_a_segment_with_the_name_of_another() throws IOException {
        rejects(
                files -> files.put(Logs.segment(2), content(files, Logs.segment(1))),
                "data/log/0000000002.log at offset 12: the file has the name of segment 2, but its header has the id 1");
    }

    @Test
    void rejects_a_segment_with_records_that_the_manifest_does_not_list() throws IOException {
        rejects(
                files -> files.put(Logs.segment(4), content(files, Logs.segment(1))),
                "data/log/0000000004.log at offset 32: this segment has records, but the manifest does not list it;"
                        + " is the manifest an older copy?");
    }

    @Test
    void rejects_a_record_that_claims_4_GB_in_an_older_segment() throws IOException {
        rejects(
                files -> Arrays.fill(content(files, Logs.segment(2)), 36, 40, (byte) 0xff),
                "data/log/0000000002.log at offset 32: a record claims a payload of 4294967295 bytes where 1 are left"
                        + " in the file");
    }

    private interface Change {
        void to(Map<Path, byte[]> files);
    }

    /** Opens a log of three segments after a change: it fails with this message, and no file is changed. */
    private static void rejects(Change change, String message) throws IOException {
        SimDisk right = new SimDisk();
        try (RecordLog log = Logs.open(right)) {
            for (String text : List.of("a", "b", "c")) {
                log.roll();
                Logs.append(log, text);
            }
        }
        Map<Path, byte[]> files = new HashMap<>(right.files());
        change.to(files);
        SimDisk bad = SimDisk.with(files);
        assertThatThrownBy(() -> Logs.open(bad)).isInstanceOf(IOException.class).hasMessage(onThisSystem(message));
        assertThat(bad.operations()).isZero();
    }

    private static byte[] content(Map<Path, byte[]> files, Path file) {
        return Objects.requireNonNull(files.get(file));
    }

    private static String onThisSystem(String message) {
        return message.replace('/', File.separatorChar);
    }
}
