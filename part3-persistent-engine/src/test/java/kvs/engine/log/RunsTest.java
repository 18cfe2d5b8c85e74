package kvs.engine.log;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import kvs.protocol.Bytes;
import kvs.protocol.Fact;
import org.junit.jupiter.api.Test;

/** Segments that are merged with each other first make the same index as if each had been merged into it. */
class RunsTest {
    private final KeyIndex index = new KeyIndex();
    private final Usage usage = new Usage();
    private final List<Integer> merged = new ArrayList<>();

    private static SortedEntries segment(int id, int keys, int of) {
        Random random = new Random(id);
        SortedEntries.Builder builder = new SortedEntries.Builder(id);
        for (int i = 0; i < keys; i++) {
            byte[] key = Integer.toString(random.nextInt(of)).getBytes(java.nio.charset.StandardCharsets.US_ASCII);
            builder.add(key.length, ByteBuffer.wrap(key), 32 + i, 10, random.nextInt(3) > 0);
        }
        return builder.build();
    }

    private void merge(KeyIndex index, Usage usage, SortedEntries entries) {
        merged.add(entries.size());
        index.merge(entries, usage::replaced);
        for (int at = 0; at < entries.size(); at++) {
            if (entries.isSet(at)) {
                usage.added(entries.place(at));
            } else {
                usage.tombstone(entries.place(at));
            }
        }
    }

    private static List<String> told(KeyIndex index, Usage usage, int segments) {
        List<String> told = new ArrayList<>();
        index.scan(Bytes.EMPTY, (key, place) -> told.add(key.utf8() + "=" + place));
        for (int id = 1; id <= segments; id++) {
            told.add("live %d, tombstones %d"
                    .formatted(usage.of(id).live(), usage.of(id).tombstones()));
        }
        return told;
    }

    @Test
    void make_the_same_index_and_count_the_same() {
        for (long mostBytes : new long[] {0, 3_000, 1 << 20}) {
            KeyIndex runsIndex = new KeyIndex();
            Usage runsUsage = new Usage();
            Runs runs = new Runs(runsIndex, mostBytes, run -> merge(runsIndex, runsUsage, run), runsUsage::tombstone);
            KeyIndex plainIndex = new KeyIndex();
            Usage plainUsage = new Usage();
            for (int id = 1; id <= 40; id++) {
                int keys = id == 1 ? 2_000 : 10 + id % 7 * 20;
                runs.add(segment(id, keys, 3_000));
                merge(plainIndex, plainUsage, segment(id, keys, 3_000));
            }
            runs.finish();
            Fact.when("40 segments, some of them merged with each other first, with room for " + mostBytes + " bytes")
                    .gives(told(plainIndex, plainUsage, 40), told(runsIndex, runsUsage, 40));
        }
    }

    @Test
    void go_into_the_index_when_they_are_half_as_long() {
        Runs runs = new Runs(index, 1 << 20, run -> merge(index, usage, run), usage::tombstone);
        for (int id = 0; id < 16; id++) {
            runs.add(rising(100 * id, 100));
        }
        runs.finish();
        Fact.when("16 segments of 100 keys each; the lengths of the runs that went into the index")
                .gives(List.of(100, 100, 100, 200, 300, 400, 400), merged);
    }

    @Test
    void do_not_hold_more_than_they_may() {
        Runs runs = new Runs(index, 5_000, run -> merge(index, usage, run), usage::tombstone);
        runs.add(rising(0, 10_000));
        for (int id = 0; id < 8; id++) {
            runs.add(rising(10_000 + 100 * id, 100));
        }
        runs.finish();
        Fact.when("10,000 keys, then 8 segments of 100 keys, 25 bytes each, with room for 5,000")
                .gives(List.of(10_000, 200, 200, 200, 200), merged);
    }

    private static SortedEntries rising(int from, int count) {
        SortedEntries.Builder builder = new SortedEntries.Builder(1 + from);
        for (int i = 0; i < count; i++) {
            byte[] key = "%09d".formatted(from + i).getBytes(java.nio.charset.StandardCharsets.US_ASCII);
            builder.add(key.length, ByteBuffer.wrap(key), 32 + i, 10, true);
        }
        return builder.buildSorted();
    }
}
