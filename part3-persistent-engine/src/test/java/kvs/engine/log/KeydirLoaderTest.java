package kvs.engine.log;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import kvs.index.KeyIndex;
import kvs.io.SimDisk;
import kvs.log.Payload;
import kvs.log.RecordVisitor;
import kvs.log.SegmentInfo;
import kvs.protocol.Bytes;
import kvs.protocol.Fact;
import org.junit.jupiter.api.Test;

/** The fast start against the plain one: the same records, the same keydir. */
class KeydirLoaderTest {
    private static final Path DIRECTORY = Path.of("data");

    /** Of each segment, the bytes of the tombstones that are their key's last record in it. */
    private final Map<Integer, Map<Bytes, Integer>> lastTombstones = new TreeMap<>();

    @Test
    void has_the_result_of_a_replay() throws IOException {
        for (int seed = 1; seed <= 20; seed++) {
            int segments = 1 + seed % 12;
            Keydir replayed = new Keydir(KeyIndex.create());
            records(seed, segments, new Recovery(DIRECTORY, replayed));
            Keydir loaded = new Keydir(KeyIndex.create());
            try (KeydirLoader loader = new KeydirLoader(new SimDisk(), DIRECTORY, loaded)) {
                records(seed, segments, loader);
                loader.finish();
            }
            String did = "%d segments of random records, seed %d".formatted(segments, seed);
            Fact.when(did + "; keys and live bytes").gives(facts(replayed, segments), facts(loaded, segments));
            for (int id = 1; id <= segments; id++) {
                Fact.when(did + "; the tombstones of segment " + id)
                        .usually("a tombstone counts unless a later record of its segment has the same key")
                        .gives(
                                lastTombstones.getOrDefault(id, Map.of()).values().stream()
                                        .mapToLong(length -> length)
                                        .sum(),
                                loaded.use(id).tombstones());
            }
        }
    }

    private void records(int seed, int segments, RecordVisitor visitor) throws IOException {
        Random random = new Random(seed);
        for (int segment = 1; segment <= segments; segment++) {
            visitor.enter(new SegmentInfo(segment, 1, 100_000, segment));
            Map<Bytes, Integer> tombstones = new TreeMap<>();
            lastTombstones.put(segment, tombstones);
            int offset = 32;
            int records = random.nextInt(segment % 3 == 0 ? 10 : 400);
            for (int i = 0; i < records; i++) {
                Bytes key = Bytes.utf8("key" + random.nextInt(300));
                boolean isSet = random.nextInt(3) > 0;
                Payload payload = isSet
                        ? EntryFormat.set(key, Bytes.utf8("v".repeat(random.nextInt(5))))
                        : EntryFormat.tombstone(key);
                ByteBuffer record = ByteBuffer.allocate(20 + payload.length()).position(20);
                tombstones.remove(key);
                if (!isSet) {
                    tombstones.put(key, record.capacity());
                }
                payload.writeTo(record);
                visitor.record(
                        segment, offset, record.capacity(), 1, record.flip().position(20));
                offset += record.capacity();
            }
        }
    }

    /** Returns every key with its pointer, and the live bytes of every segment. */
    private static List<String> facts(Keydir keydir, int segments) {
        List<String> facts = new ArrayList<>();
        keydir.scan(Bytes.EMPTY, (key, pointer) -> facts.add(key.utf8() + " " + pointer));
        for (int id = 1; id <= segments; id++) {
            facts.add("segment %d: live %d".formatted(id, keydir.use(id).live()));
        }
        return facts;
    }
}
