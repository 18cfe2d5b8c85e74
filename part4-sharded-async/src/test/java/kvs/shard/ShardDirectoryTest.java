package kvs.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import kvs.engine.Engines;
import kvs.protocol.Bytes;
import kvs.protocol.Fact;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A data directory on a real disk: how many shards it has, and when it is not opened. */
class ShardDirectoryTest {
    private static final Map<String, String> NO_FORCE = Map.of("fsync", "never");

    @TempDir
    Path parent;

    private Path directory() {
        return parent.resolve("data");
    }

    private ShardDirectory open(int shards) throws IOException {
        return open(shards, null);
    }

    private ShardDirectory open(int shards, @Nullable String engine) throws IOException {
        return ShardDirectory.open(directory(), shards, Engines.found(), engine, NO_FORCE);
    }

    private static List<ShardStore> load(ShardDirectory opened, List<Keyspace> keyspaces) throws IOException {
        List<ShardStore> stores = new ArrayList<>();
        for (int shard = 0; shard < opened.shards(); shard++) {
            Keyspace keyspace = new Keyspace(new ObjectMap(), () -> 0);
            ShardStore store = opened.store(shard, keyspace);
            store.load();
            keyspaces.add(keyspace);
            stores.add(store);
        }
        return stores;
    }

    @Test
    void a_rejected_first_start_leaves_nothing_behind() throws IOException {
        Path foreign = directory().resolve("shard-2").resolve("notes.txt");
        Files.createDirectories(foreign.getParent());
        Files.writeString(foreign, "text");
        assertThatThrownBy(() -> open(3)).hasMessageContaining("notes.txt is a foreign file");
        assertThatThrownBy(() -> open(3, "sled")).hasMessageContaining("there is no engine");
        try (Stream<Path> files = Files.walk(directory())) {
            assertThat(files).containsExactlyInAnyOrder(directory(), foreign.getParent(), foreign);
        }
    }

    @Test
    void what_the_file_system_keeps_there_stops_no_start() throws IOException {
        for (Path at : List.of(directory(), directory().resolve("shard-0"))) {
            Files.createDirectories(at.resolve("lost+found"));
            Files.createFile(at.resolve(".nfs0000000000e2a1b500000003"));
        }
        open(2).close();
        open(2).close();
        assertThat(directory().resolve("shard-0").resolve("lost+found")).exists();
    }

    @Test
    void each_shard_has_its_keys_again_after_a_restart() throws IOException {
        assertThat(ShardDirectory.recordedShards(directory())).isEmpty();
        try (ShardDirectory first = open(3)) {
            List<Keyspace> keyspaces = new ArrayList<>();
            List<ShardStore> stores = load(first, keyspaces);
            for (int shard = 0; shard < 3; shard++) {
                for (int i = 0; i < 1_000; i++) {
                    keyspaces.get(shard).set(key(shard, i), key(i, shard), i % 2 == 0 ? Entry.NEVER : i);
                }
            }
            stores.get(0).commit();
            // The others are committed by close.
        }
        assertThat(ShardDirectory.recordedShards(directory())).hasValue(3);
        assertThat(directory().resolve("shards")).hasContent("shards 3\nhash fnv1a-murmur3\nengine kvs\n");
        try (ShardDirectory again = open(3)) {
            List<Keyspace> keyspaces = new ArrayList<>();
            load(again, keyspaces);
            for (int shard = 0; shard < 3; shard++) {
                Fact.when("1,000 keys in each shard, close, open; keys of shard " + shard)
                        .gives(1_000, keyspaces.get(shard).size());
                for (int i = 0; i < 1_000; i++) {
                    Entry entry = keyspaces.get(shard).get(key(shard, i));
                    Fact.when("the same; key " + i)
                            .holds(
                                    entry != null
                                            && entry.value().sameAs(key(i, shard))
                                            && entry.expiresAt() == (i % 2 == 0 ? Entry.NEVER : i),
                                    "its value and expiry",
                                    "another");
                }
            }
        }
    }

    private static Slice key(int a, int b) {
        return Slice.of(Bytes.utf8(a + "-" + b));
    }

    @Test
    void another_number_of_shards_is_refused() throws IOException {
        open(4).close();
        assertThatThrownBy(() -> open(2))
                .hasMessage("the data in " + directory()
                        + " was written with 4 shards and cannot be opened with 2: start" + " with --shards 4");
        assertThatThrownBy(() -> open(5)).hasMessageContaining("written with 4 shards");
        assertThat(directory().resolve("shard-4")).doesNotExist();
        open(4).close();
    }

    @Test
    void another_engine_is_refused_and_none_named_means_the_recorded_one() throws IOException {
        open(2, "mvstore").close();
        assertThatThrownBy(() -> open(2, "kvs")).hasMessageContaining("belongs to the engine \"mvstore\"");
        open(2).close();
        assertThat(directory().resolve("shards")).content().contains("engine mvstore");
    }

    @Test
    void another_hash_is_refused() throws IOException {
        open(1).close();
        new ShardsRecord(1, "md5", "kvs").write(directory());
        assertThatThrownBy(() -> open(1))
                .hasMessageContaining("was split by the hash \"md5\"")
                .hasMessageContaining("\"fnv1a-murmur3\"");
    }

    @Test
    void a_missing_shard_is_noticed() throws IOException {
        open(3).close();
        Files.move(directory().resolve("shard-1"), parent.resolve("elsewhere"));
        assertThatThrownBy(() -> open(3)).hasMessageContaining("shard-1 is missing, one of 3 shards");
        assertThat(directory().resolve("shard-1")).doesNotExist();
    }

    @Test
    void a_first_start_that_was_interrupted_can_be_repeated() throws IOException {
        open(2).close();
        Files.delete(directory().resolve("shards"));
        open(2).close();
        assertThat(directory().resolve("shards")).exists();
    }

    @Test
    void data_without_a_record_is_refused() throws IOException {
        try (ShardDirectory first = open(2)) {
            List<Keyspace> keyspaces = new ArrayList<>();
            load(first, keyspaces);
            keyspaces.get(1).set(key(1, 1), key(1, 1), Entry.NEVER);
        }
        Files.delete(directory().resolve("shards"));
        assertThatThrownBy(() -> open(2))
                .hasMessageContaining("shard-1 holds data")
                .hasMessageContaining("\"shards\"");
        assertThatThrownBy(() -> open(1)).hasMessageContaining("has shard-1, but no file \"shards\"");
        assertThat(directory().resolve("shards")).doesNotExist();
    }

    @Test
    void a_damaged_record_is_refused() throws IOException {
        open(2).close();
        Path record = directory().resolve("shards");
        for (String content :
                List.of("", "shards 2", "shards 02\nhash a\nengine b\n", "shards 0\nhash a\nengine b\n")) {
            Files.writeString(record, content);
            assertThatThrownBy(() -> open(2)).as(content).hasMessageContaining("does not state the number of shards");
            assertThatThrownBy(() -> ShardDirectory.recordedShards(directory())).isInstanceOf(IOException.class);
        }
    }

    @Test
    void a_directory_of_kvs_server_and_a_file_are_refused() throws IOException {
        Engines.found().open(directory(), "kvs", NO_FORCE).close();
        assertThatThrownBy(() -> open(2)).hasMessageContaining("holds the data of kvs-server");
        Path file = Files.writeString(parent.resolve("file"), "");
        assertThatThrownBy(() -> ShardDirectory.open(file, 2, Engines.found(), null, NO_FORCE))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(file.toString());
    }

    @Test
    void an_engine_that_keeps_nothing_is_refused_and_leaves_no_files() {
        assertThatThrownBy(() -> ShardDirectory.open(directory(), 2, Engines.found(), "memory", Map.of()))
                .hasMessageContaining("the engine \"memory\" cannot list its keys");
        assertThat(directory()).doesNotExist();
    }

    @Test
    void a_second_server_is_refused_and_the_first_goes_on() throws IOException {
        try (ShardDirectory first = open(2)) {
            assertThatThrownBy(() -> open(2)).isInstanceOf(IOException.class);
            load(first, new ArrayList<>());
        }
    }

    @Test
    void the_number_of_shards_has_limits() throws IOException {
        assertThatThrownBy(() -> open(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> open(Sharding.MAX_SHARDS + 1)).isInstanceOf(IllegalArgumentException.class);
        open(1).close();
        assertThat(ShardDirectory.recordedShards(directory())).hasValue(1);
    }
}
