package kvs.engine.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import kvs.engine.Engines;
import kvs.engine.KvEngine;
import kvs.protocol.Bytes;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A volume of its own as the data directory has a {@code lost+found}; on NFS it may have a {@code .nfs…}. */
class SystemFilesTest {
    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"kvs", "mvstore"})
    void what_the_file_system_keeps_in_a_data_directory_stops_no_start(String engine) throws IOException {
        List<Path> others = List.of(
                Files.createDirectory(directory.resolve("lost+found")),
                Files.createFile(directory.resolve(".nfs0000000000e2a1b500000003")));
        for (int start = 1; start <= 3; start++) {
            Bytes key = Bytes.utf8("start");
            try (KvEngine store = Engines.found().open(directory, engine, Map.of("fsync", "never"))) {
                Bytes before = start == 1 ? null : Bytes.utf8("" + (start - 1));
                assertThat(store.get(key)).isEqualTo(before);
                store.set(key, Bytes.utf8("" + start));
            }
        }
        assertThat(others).allSatisfy(other -> assertThat(other).exists());
    }
}
