package kvs.engine.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import kvs.engine.OrderedEngine.Entry;
import kvs.io.DirectoryLock;
import kvs.io.SimDisk;
import kvs.protocol.Bytes;
import org.junit.jupiter.api.Test;

/** The directory of an open store is renamed, and another store is opened at its path: neither changes the other. */
class LostDirectoryEngineTest {
    private static final Path MOVED = Path.of("moved");
    private static final Bytes A = Bytes.utf8("a");
    private static final Bytes ONE = Bytes.utf8("1");

    @Test
    void neither_a_write_nor_a_compaction_changes_another_store() throws IOException {
        SimDisk disk = new SimDisk();
        LogEngine first = SmallEngines.open(disk);
        first.set(A, ONE);
        // Enough for a compaction and for hint files.
        for (int i = 0; i < 60; i++) {
            first.set(Bytes.utf8("k" + i % 4), Bytes.utf8("v" + i));
        }
        disk.moveDirectory(SmallEngines.DIRECTORY, MOVED);
        LogEngine second = SmallEngines.open(disk);
        second.set(A, Bytes.utf8("other"));
        Map<Path, byte[]> before = filesOf(disk);
        try (LogCapture log = LogCapture.open(DirectoryLock.class)) {
            assertThatThrownBy(first::compact).hasStackTraceContaining("writes are refused");
            for (int i = 0; i < 5; i++) {
                assertThatThrownBy(() -> first.set(A, Bytes.utf8("2"))).hasMessageContaining("writes are refused");
                assertThatThrownBy(() -> first.remove(A)).hasMessageContaining("writes are refused");
            }
            assertThat(first.get(A)).isEqualTo(ONE);
            first.close();
            assertThat(log.lines()).as("the log says it once").hasSize(1);
        }
        assertThat(filesOf(disk)).usingRecursiveComparison().isEqualTo(before);
        second.close();
        assertThat(RecoveryCheck.entries(disk, "open")).containsExactly(new Entry(A, Bytes.utf8("other")));
        disk.moveDirectory(SmallEngines.DIRECTORY, Path.of("other"));
        disk.moveDirectory(MOVED, SmallEngines.DIRECTORY);
        assertThat(RecoveryCheck.entries(disk, "open the first"))
                .contains(new Entry(A, ONE))
                .hasSize(5);
    }

    private static Map<Path, byte[]> filesOf(SimDisk disk) {
        Map<Path, byte[]> files = disk.files();
        files.keySet().removeIf(file -> !file.startsWith(SmallEngines.DIRECTORY));
        return files;
    }

    @Test
    void the_watch_checks_again_and_again_until_it_is_closed() throws InterruptedException {
        CountDownLatch checks = new CountDownLatch(3);
        DirectoryWatch watch = new DirectoryWatch(checks::countDown, 1);
        watch.start();
        checks.await();
        watch.close();
        assertThat(List.of(checks.getCount())).containsExactly(0L);
    }
}
