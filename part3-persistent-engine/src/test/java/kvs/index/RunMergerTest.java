package kvs.index;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import kvs.log.LogPointer;
import kvs.protocol.Bytes;
import kvs.protocol.Fact;
import org.junit.jupiter.api.Test;

/** Runs that are merged with each other first make the same index as runs that are merged into it one by one. */
class RunMergerTest {
    private final KeyIndex index = KeyIndex.create();
    private final List<Integer> merged = new ArrayList<>();

    private static SortedRun segment(int id, int keys, int of) {
        Random random = new Random(id);
        SortedRun.Builder builder = new SortedRun.Builder();
        for (int i = 0; i < keys; i++) {
            Bytes key = Bytes.utf8(Integer.toString(random.nextInt(of)));
            builder.add(key, new LogPointer(id, 32 + i, 10), random.nextInt(3) > 0);
        }
        return builder.build();
    }

    /** Counts what {@code merger}'s index, its replaced pointers and its tombstones are. */
    private static final class Counted {
        final KeyIndex index = KeyIndex.create();
        final List<LogPointer> replaced = new ArrayList<>();
        final List<LogPointer> tombstones = new ArrayList<>();
        long set;

        void merge(SortedRun run) {
            index.merge(run, replaced::add);
            for (int at = 0; at < run.size(); at++) {
                if (run.isSet(at)) {
                    set += run.pointer(at).length();
                } else {
                    tombstones.add(run.pointer(at));
                }
            }
        }

        /** The index, the live bytes, and all tombstones. */
        List<String> facts() {
            List<String> facts = new ArrayList<>();
            index.scan(Bytes.EMPTY, (key, pointer) -> facts.add(key.utf8() + "=" + pointer));
            facts.add("live "
                    + (set - replaced.stream().mapToLong(LogPointer::length).sum()));
            tombstones.stream().map(LogPointer::toString).sorted().forEach(facts::add);
            return facts;
        }
    }

    @Test
    void has_the_result_of_single_merges() {
        for (long maxBytes : new long[] {0, 3_000, 1 << 20}) {
            Counted together = new Counted();
            RunMerger runs = new RunMerger(together.index::size, maxBytes, together::merge, together.tombstones::add);
            Counted single = new Counted();
            for (int id = 1; id <= 40; id++) {
                int keys = id == 1 ? 2_000 : 10 + id % 7 * 20;
                runs.add(segment(id, keys, 3_000));
                single.merge(segment(id, keys, 3_000));
            }
            runs.finish();
            Fact.when("40 segments, some of them merged with each other first, with room for " + maxBytes + " bytes")
                    .gives(single.facts(), together.facts());
        }
    }

    private void merge(SortedRun run) {
        merged.add(run.size());
        index.merge(run, _ -> {});
    }

    @Test
    void merges_into_the_index_when_half_as_long() {
        RunMerger runs = new RunMerger(index::size, 1 << 20, this::merge, _ -> {});
        for (int id = 0; id < 16; id++) {
            runs.add(ascending(100 * id, 100));
        }
        runs.finish();
        Fact.when("16 segments of 100 keys each; the lengths of the runs that were merged into the index")
                .gives(List.of(100, 100, 100, 200, 300, 400, 400), merged);
    }

    @Test
    void holds_no_more_bytes_than_allowed() {
        RunMerger runs = new RunMerger(index::size, 5_000, this::merge, _ -> {});
        runs.add(ascending(0, 10_000));
        for (int id = 0; id < 8; id++) {
            runs.add(ascending(10_000 + 100 * id, 100));
        }
        runs.finish();
        Fact.when("10,000 keys, then 8 segments of 100 keys, 25 bytes each, with room for 5,000 bytes")
                .gives(List.of(10_000, 200, 200, 200, 200), merged);
    }

    private static SortedRun ascending(int from, int count) {
        SortedRun.Builder builder = new SortedRun.Builder();
        for (int i = 0; i < count; i++) {
            builder.add(Bytes.utf8("%09d".formatted(from + i)), new LogPointer(1 + from, 32 + i, 10), true);
        }
        return builder.buildSorted();
    }
}
