package kvs.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import kvs.io.Crash;
import kvs.io.SimDisk;
import org.junit.jupiter.api.Test;

/** The disk fails, or the directory is not as it should be. */
class LogFailureTest {
    private final SimDisk disk = new SimDisk();

    @Test
    void takes_nothing_more_after_a_force_has_failed_and_still_reads() throws IOException {
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

    @Test
    void fails_at_any_force_without_acknowledging_what_is_lost() throws IOException {
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
    void stops_when_the_disk_is_full_and_loses_nothing_that_was_acknowledged() throws IOException {
        for (int capacity = 150; capacity < 700; capacity += 7) {
            SimDisk full = new SimDisk();
            RecordLog log = Logs.open(full);
            full.capacity(capacity);
            int acknowledged = 0;
            try {
                while (acknowledged < 100) {
                    Logs.append(log, "some value");
                    log.flush();
                    log.force();
                    acknowledged++;
                }
            } catch (LogBrokenException e) {
                assertThat(e).hasRootCauseMessage(rootOf(e));
                assertThat(rootOf(e)).endsWith("No space left on device");
            }
            LogPointer first = new LogPointer(1, SegmentHeader.BYTES, 30);
            if (acknowledged > 0) {
                assertThat(Logs.read(log, first)).isEqualTo("some value");
            }
            log.close();
            full.capacity(Long.MAX_VALUE);
            assertThat(Logs.recovered(full)).hasSize(acknowledged);
        }
    }

    private static String rootOf(Throwable e) {
        return e.getCause() == null ? String.valueOf(e.getMessage()) : rootOf(e.getCause());
    }

    @Test
    void a_spare_segment_that_could_not_be_forced_is_of_no_use() throws IOException {
        RecordLog log = Logs.open(disk);
        Logs.append(log, "a");
        log.roll();
        SpareSegment spare = log.spare(1);
        spare.append(1, Logs.payload("a"));
        disk.failForce(1);
        assertThatThrownBy(() -> log.replace(List.of(1), List.of(spare))).hasMessageContaining("simulated");
        assertThatThrownBy(() -> log.replace(List.of(1), List.of(spare)))
                .hasMessage(onThisSystem("a write to data/log/0000000003.log has failed; the segment is of no use"));
        log.delete(List.of(spare.id()));
        Logs.append(log, "b");
        log.close();
        assertThat(Logs.recovered(disk)).containsExactly("1=a", "2=b");
    }

    @Test
    void deletes_no_segment_while_nobody_knows_which_list_is_on_disk() throws IOException {
        RecordLog log = Logs.open(disk);
        Logs.append(log, "a");
        log.roll();
        SpareSegment spare = log.spare(1);
        spare.append(1, Logs.payload("a"));
        // Of the spare one, of the draft of the manifest, of the directory: it is renamed by then.
        disk.failForce(3);
        assertThatThrownBy(() -> log.replace(List.of(1), List.of(spare))).hasMessageContaining("could not force data");
        log.delete(List.of(spare.id()));
        log.close();
        assertThat(Logs.recovered(disk)).containsExactly("1=a");
    }

    @Test
    void goes_on_when_the_draft_of_a_manifest_found_no_room() throws IOException {
        RecordLog log = Logs.open(disk);
        Logs.append(log, "a");
        log.flush();
        disk.capacity(
                disk.files().values().stream().mapToLong(file -> file.length).sum() + 10);
        assertThatThrownBy(() -> log.spare(1)).hasMessageContaining("No space left on device");
        disk.capacity(Long.MAX_VALUE);
        Logs.append(log, "b");
        log.roll();
        Logs.append(log, "c");
        log.close();
        assertThat(Logs.recovered(disk)).containsExactly("1=a", "2=b", "3=c");
    }

    @Test
    void refuses_a_second_opener() throws IOException {
        try (RecordLog _ = Logs.open(disk)) {
            assertThatThrownBy(() -> Logs.open(disk)).hasMessage(onThisSystem("data/log is in use"));
        }
        Logs.open(disk).close();
    }

    @Test
    void refuses_a_directory_with_a_file_of_somebody_else() throws IOException {
        refuses(
                files -> files.put(Logs.DIRECTORY.resolve("notes.txt"), new byte[1]),
                "data/log/notes.txt does not belong to a log: take it away, or keep the log in another directory");
    }

    @Test
    void refuses_a_missing_segment() throws IOException {
        refuses(
                files -> files.remove(Logs.segment(2)),
                "data/log/0000000002.log at offset 0: the file is missing; the manifest lists [1, 2, 3]");
    }

    @Test
    void refuses_a_missing_manifest() throws IOException {
        refuses(
                files -> files.remove(Logs.DIRECTORY.resolve("manifest")),
                "data/log/manifest at offset 0: the manifest is missing, though there is 0000000001.log");
    }

    @Test
    void refuses_an_empty_segment_and_one_of_three_bytes() throws IOException {
        refuses(
                files -> files.put(Logs.segment(3), new byte[0]),
                "data/log/0000000003.log at offset 0: the header of a segment has 32 bytes, the file only 0");
        refuses(
                files -> files.put(Logs.segment(1), new byte[3]),
                "data/log/0000000001.log at offset 3: the header of a segment has 32 bytes, the file only 3");
    }

    @Test
    void refuses_a_file_that_is_no_segment() throws IOException {
        refuses(
                files -> files.put(Logs.segment(2), "hello, I am a text of some length".getBytes(UTF_8)),
                "data/log/0000000002.log at offset 0: this is no segment of a log; it should begin with \"kvs-log\\n\"");
    }

    @Test
    void refuses_a_newer_format() throws IOException {
        refuses(
                files -> content(files, Logs.segment(2))[11] = 2,
                "data/log/0000000002.log at offset 8: the file has format version 2, this program reads version 1");
        refuses(
                files -> content(files, Logs.DIRECTORY.resolve("manifest"))[11] = 2,
                "data/log/manifest at offset 8: the file has format version 2, this program reads version 1");
    }

    @Test
    void refuses_a_segment_under_the_name_of_another() throws IOException {
        refuses(
                files -> files.put(Logs.segment(2), content(files, Logs.segment(1))),
                "data/log/0000000002.log at offset 12: this is segment 1 under the name of segment 2");
    }

    @Test
    void refuses_records_that_the_manifest_does_not_know() throws IOException {
        refuses(
                files -> files.put(Logs.segment(4), content(files, Logs.segment(1))),
                "data/log/0000000004.log at offset 32: there are records in this segment, but the manifest does not"
                        + " know it; is the manifest an older copy?");
    }

    @Test
    void refuses_a_record_that_claims_4_GB_in_the_middle() throws IOException {
        refuses(
                files -> Arrays.fill(content(files, Logs.segment(2)), 36, 40, (byte) 0xff),
                "data/log/0000000002.log at offset 32: a record claims a payload of 4294967295 bytes where 1 are left"
                        + " in the file");
    }

    private interface Change {
        void to(Map<Path, byte[]> files);
    }

    /** Opens a log of three segments after that change; the message is this, and nothing is touched. */
    private static void refuses(Change change, String message) throws IOException {
        SimDisk sound = new SimDisk();
        try (RecordLog log = Logs.open(sound)) {
            for (String text : List.of("a", "b", "c")) {
                log.roll();
                Logs.append(log, text);
            }
        }
        Map<Path, byte[]> files = new HashMap<>(sound.files());
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
