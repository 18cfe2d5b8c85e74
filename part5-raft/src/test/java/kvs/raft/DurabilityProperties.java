package kvs.raft;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import kvs.protocol.Fact;
import kvs.protocol.FixedSeed;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.Tuple.Tuple2;

/**
 * {@link Durability} beside a model that keeps what the disk would hold: the log as of each write, of which the last one
 * counts that is complete together with all before it. Durable is what the disk's log and the present one have in common.
 */
class DurabilityProperties {
    private enum What {
        APPEND,
        TRUNCATE,
        ISSUE,
        COMPLETE,
        COMPLETE_AGAIN,
        COVER
    }

    @FixedSeed
    void durable_is_what_the_disk_has_in_common_with_the_log(@ForAll("steps") List<Tuple2<What, Integer>> steps) {
        List<Integer> log = new ArrayList<>(List.of(1, 2));
        List<Integer> disk = List.copyOf(log);
        TreeMap<Long, List<Integer>> pending = new TreeMap<>();
        List<Long> complete = new ArrayList<>();
        Durability durability = new Durability(2);
        int nextEntry = 3;
        long issued = 0;
        int covered = 0;
        for (Tuple2<What, Integer> step : steps) {
            int number = step.get2();
            switch (step.get1()) {
                case APPEND -> log.add(nextEntry++);
                case TRUNCATE -> {
                    int index = Math.max(covered, number % (log.size() + 1)) + 1;
                    if (index <= log.size()) {
                        log.subList(index - 1, log.size()).clear();
                        durability.truncated(index);
                    }
                }
                case ISSUE -> {
                    Fact.when("issue a write after " + steps).gives(++issued, durability.issue(log.size()));
                    pending.put(issued, List.copyOf(log));
                }
                case COMPLETE -> {
                    List<Long> open = pending.keySet().stream()
                            .filter(each -> !complete.contains(each))
                            .toList();
                    if (!open.isEmpty()) {
                        long write = open.get(number % open.size());
                        complete.add(write);
                        durability.complete(write);
                    }
                }
                case COMPLETE_AGAIN -> {
                    durability.complete(complete.isEmpty() ? issued + 1 : complete.get(number % complete.size()));
                    durability.complete(issued + 1 + number);
                }
                case COVER -> {
                    covered = Math.max(covered, number % (log.size() + 1));
                    durability.covered(covered);
                }
            }
            while (!pending.isEmpty() && complete.contains(pending.firstKey())) {
                disk = pending.pollFirstEntry().getValue();
            }
            int common = 0;
            while (common < Math.min(disk.size(), log.size())
                    && disk.get(common).equals(log.get(common))) {
                common++;
            }
            String did = "take the step " + step + " of " + steps;
            Fact.when(did)
                    .usually(
                            "a write counts only once all before it are complete, and only for entries still in the log")
                    .gives(Math.max(common, covered), durability.durable());
            Fact.when("look at the completed writes after that")
                    .gives(pending.isEmpty() ? issued : pending.firstKey() - 1, durability.completed());
        }
    }

    @Provide
    Arbitrary<List<Tuple2<What, Integer>>> steps() {
        Arbitrary<What> whats = Arbitraries.frequency(
                Tuple.of(4, What.APPEND),
                Tuple.of(2, What.TRUNCATE),
                Tuple.of(4, What.ISSUE),
                Tuple.of(5, What.COMPLETE),
                Tuple.of(1, What.COMPLETE_AGAIN),
                Tuple.of(1, What.COVER));
        return whats.flatMap(what -> Arbitraries.integers().between(0, 20).map(number -> Tuple.of(what, number)))
                .list()
                .ofMaxSize(40);
    }
}
