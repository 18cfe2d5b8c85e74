package kvs.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import kvs.io.Crash;
import kvs.io.DirectoryLock;
import kvs.io.DirectoryLostException;
import kvs.io.RealDisk;
import kvs.io.SimDisk;
import kvs.protocol.Fact;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The directory of an open log is renamed, replaced or removed. The log writes into no other directory than its own. */
class LostDirectoryTest {
    private static final Path MOVED = Path.of("data", "moved");

    private final SimDisk disk = new SimDisk();

    private interface Call {
        void on(RecordLog log) throws IOException;
    }

    @Test
    void no_call_changes_the_files_of_the_log_that_took_the_path() throws IOException {
        Map<String, Call> calls = Map.of(
                "roll", RecordLog::roll,
                "fill a segment",
                        log -> {
                            for (int i = 0; i < 10; i++) {
                                write(log, "a value that fills the segment " + i);
                            }
                        },
                "begin a compaction", log -> log.newCompactionOutput(1),
                "delete the first segment",
                        log -> log.deletePrefix(log.segments().getLast().id()),
                "start over", log -> log.startOver(7));
        for (var call : calls.entrySet()) {
            SimDisk own = new SimDisk();
            RecordLog first = Logs.open(own);
            write(first, "a");
            first.roll();
            write(first, "b");
            own.moveDirectory(Logs.DIRECTORY, MOVED);
            RecordLog second = Logs.open(own);
            write(second, "other");
            Map<Path, byte[]> before = own.files();
            before.keySet().removeIf(file -> file.startsWith(MOVED));
            String got = "no exception";
            try {
                call.getValue().on(first);
            } catch (IOException e) {
                got = root(e).getClass().getSimpleName();
            }
            Map<Path, byte[]> after = own.files();
            after.keySet().removeIf(file -> file.startsWith(MOVED));
            String did = "rename the directory of an open log, open another log at its path, and " + call.getKey();
            Fact.when(did).usually("the path was trusted").gives("DirectoryLostException", got);
            assertThat(after).as(did).usingRecursiveComparison().isEqualTo(before);
            first.close();
            after = own.files();
            after.keySet().removeIf(file -> file.startsWith(MOVED));
            assertThat(after).as(did + ", close").usingRecursiveComparison().isEqualTo(before);
            second.close();
            assertThat(Logs.recovered(own)).containsExactly("1=other");
        }
    }

    private static Throwable root(Throwable failure) {
        Throwable cause = failure.getCause();
        return cause == null ? failure : root(cause);
    }

    private static void write(RecordLog log, String text) throws IOException {
        Logs.append(log, text);
        log.flush();
        log.force();
    }

    @Test
    void refuses_records_after_a_check_and_reads_go_on() throws IOException {
        RecordLog log = Logs.open(disk);
        LogPointer a = Logs.append(log, "a");
        log.flush();
        log.force();
        assertThat(log.checkDirectory()).isTrue();
        disk.moveDirectory(Logs.DIRECTORY, MOVED);
        // Into the open file, which is still the log's: nothing is lost by it.
        write(log, "b");
        assertThat(log.checkDirectory()).isFalse();
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> Logs.append(log, "c"))
                    .isInstanceOf(DirectoryLostException.class)
                    .hasMessageContaining(" is gone: the directory was renamed or removed")
                    .hasMessageContaining("writes are refused");
        }
        assertThat(Logs.read(log, a)).isEqualTo("a");
        log.close();
        disk.moveDirectory(MOVED, Logs.DIRECTORY);
        assertThat(Logs.recovered(disk)).containsExactly("1=a", "2=b");
    }

    @Test
    void accepts_records_again_when_the_directory_is_back() throws IOException {
        RecordLog log = Logs.open(disk);
        write(log, "a");
        disk.moveDirectory(Logs.DIRECTORY, MOVED);
        assertThatThrownBy(log::roll).hasStackTraceContaining(" is gone");
        assertThatThrownBy(() -> Logs.append(log, "lost")).isInstanceOf(DirectoryLostException.class);
        disk.moveDirectory(MOVED, Logs.DIRECTORY);
        assertThat(log.checkDirectory()).isTrue();
        write(log, "b");
        log.roll();
        write(log, "c");
        log.close();
        assertThat(Logs.recovered(disk.crash(Crash.LOSES_ALL))).containsExactly("1=a", "2=b", "3=c");
    }

    @Test
    void takes_back_a_batch_that_was_begun_before_the_check() throws IOException {
        RecordLog log = Logs.open(disk);
        write(log, "a");
        Logs.append(log, "begun");
        disk.moveDirectory(Logs.DIRECTORY, MOVED);
        log.checkDirectory();
        assertThatThrownBy(() -> Logs.append(log, "more"))
                .hasMessageContaining("the records of this batch were taken back")
                .hasRootCauseInstanceOf(DirectoryLostException.class);
        assertThat(log.nextSequence()).isEqualTo(2);
        disk.moveDirectory(MOVED, Logs.DIRECTORY);
        log.checkDirectory();
        write(log, "b");
        log.close();
        assertThat(Logs.recovered(disk)).containsExactly("1=a", "2=b");
    }

    @Test
    void a_removed_lock_file_stops_the_first_log_and_not_the_second() throws IOException {
        RecordLog first = Logs.open(disk);
        write(first, "a");
        disk.removeLock(Logs.DIRECTORY.resolve(DirectoryLock.NAME));
        assertThat(first.checkDirectory()).isFalse();
        assertThatThrownBy(() -> Logs.append(first, "b"))
                .hasMessageContaining("lock is gone")
                .hasMessageContaining("or its lock file was");
        RecordLog second = Logs.open(disk);
        write(second, "c");
        assertThat(first.checkDirectory()).isFalse();
        assertThatThrownBy(() -> Logs.append(first, "b"))
                .hasMessageContaining("lock was replaced while this process has the directory open");
        second.close();
        assertThat(Logs.recovered(disk)).containsExactly("1=a", "2=c");
    }

    @Test
    void a_real_directory_is_renamed_and_another_log_is_opened_at_its_path(@TempDir Path temp) throws IOException {
        Path data = temp.resolve("data");
        Path moved = temp.resolve("moved");
        RealDisk real = new RealDisk();
        RecordLog first = RecordLog.open(real, data, Logs.small(), RecordVisitor.NONE);
        LogPointer a = Logs.append(first, "a");
        first.flush();
        first.force();
        Files.move(data, moved);
        try (RecordLog second = RecordLog.open(real, data, Logs.small(), RecordVisitor.NONE)) {
            write(second, "other");
            assertThatThrownBy(first::roll)
                    .rootCause()
                    .isInstanceOf(DirectoryLostException.class)
                    .hasMessageContaining(data + " is not the directory that this process has opened");
            assertThat(Logs.read(first, a)).isEqualTo("a");
            first.close();
            second.roll();
            write(second, "another");
        }
        assertThat(recovered(data)).containsExactly("1=other", "2=another");
        assertThat(recovered(moved)).containsExactly("1=a");
    }

    @Test
    void a_real_directory_is_removed(@TempDir Path temp) throws IOException {
        Path data = temp.resolve("data");
        RecordLog log = RecordLog.open(new RealDisk(), data, Logs.small(), RecordVisitor.NONE);
        write(log, "a");
        for (Path file :
                List.of(data.resolve(SegmentHeader.name(1)), data.resolve("manifest"), data.resolve("lock"), data)) {
            Files.delete(file);
        }
        assertThat(log.checkDirectory()).isFalse();
        assertThatThrownBy(() -> Logs.append(log, "b")).isInstanceOf(DirectoryLostException.class);
        log.close();
    }

    private static List<String> recovered(Path directory) throws IOException {
        List<String> records = new ArrayList<>();
        RecordLog.open(new RealDisk(), directory, Logs.small(), Logs.into(records))
                .close();
        return records;
    }
}
