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

/** {@link RaftLog}, and the {@link Membership} in it, beside a model that never forgets an entry. */
class RaftLogProperties {
    private enum What {
        APPEND,
        RECONFIGURE,
        TRUNCATE,
        COMMIT,
        APPLY,
        WRITE,
        COMPACT,
        INSTALL
    }

    /** The model: the whole history of the present log, entry i at place i - 1, and numbers. */
    private static final class Model {
        /** The entries that the log was made of; those that a received snapshot stands for are null. */
        final List<Entry> all = new ArrayList<>();

        /** The configuration as of each index at which it changed. */
        final TreeMap<Long, Configuration> configurations = new TreeMap<>();

        final List<Entry> disk = new ArrayList<>();
        long before;
        long beforeTerm;
        long commit;
        long applied;

        long last() {
            return all.size();
        }

        Entry at(long index) {
            return all.get((int) index - 1);
        }

        long term(long index) {
            return index == before ? beforeTerm : at(index).term();
        }
    }

    @FixedSeed
    void behaves_like_a_list(@ForAll("steps") List<Tuple2<What, Integer>> steps) {
        Model model = new Model();
        Configuration initial = Configuration.ofVoters(1, 2, 3);
        model.configurations.put(0L, initial);
        RaftLog log = new RaftLog(Restored.fresh(initial));
        long term = 1;
        for (Tuple2<What, Integer> step : steps) {
            int number = step.get2();
            switch (step.get1()) {
                case APPEND, RECONFIGURE -> {
                    term += number % 3 == 0 ? 1 : 0;
                    boolean changes = step.get1() == What.RECONFIGURE;
                    Configuration next = Configuration.ofVoters(1, 2, 10 + number);
                    Payload payload = changes ? new Payload.Reconfigure(next) : new Payload.Command(new byte[number]);
                    Entry entry = new Entry(model.last() + 1, term, payload);
                    model.all.add(entry);
                    if (changes) {
                        model.configurations.put(entry.index(), next);
                    }
                    log.append(entry);
                }
                case TRUNCATE -> {
                    long index = model.commit + 1 + number % 4;
                    if (index <= model.last()) {
                        model.all.subList((int) index - 1, model.all.size()).clear();
                        model.configurations.tailMap(index, true).clear();
                        // What takes the place of removed entries is of a later term.
                        term++;
                        log.truncate(index);
                    }
                }
                case COMMIT -> {
                    long index = Math.min(model.last(), model.commit + number % 5);
                    model.commit = index;
                    log.commitTo(index);
                    log.commitTo(Math.max(0, index - 1));
                }
                case APPLY -> {
                    // A turn hands out what is to be written before what is to be applied.
                    toDisk(model.disk, log);
                    List<Entry> taken = log.takeCommitted(number * 10L);
                    List<Entry> expected = slice(model, model.applied + 1, model.commit, number * 10L);
                    Fact.when("take committed entries at the step " + step + " of " + steps)
                            .gives(expected, taken);
                    model.applied += taken.size();
                }
                case WRITE -> toDisk(model.disk, log);
                case COMPACT -> {
                    long index = Math.max(log.snapshot().last().index(), model.applied - number % 3);
                    if (index > log.snapshot().last().index()) {
                        EntryId last = new EntryId(index, model.term(index));
                        log.compact(
                                new Snapshot(
                                        last,
                                        model.configurations.floorEntry(index).getValue()),
                                number % 4);
                        long end = index - number % 4;
                        if (end > model.before) {
                            model.beforeTerm = model.term(end);
                            model.before = end;
                        }
                    }
                }
                case INSTALL -> {
                    long index = model.commit + 1 + number;
                    Configuration configuration = Configuration.ofVoters(1, 30 + number);
                    log.install(new Snapshot(new EntryId(index, ++term), configuration));
                    model.all.clear();
                    model.disk.clear();
                    for (long i = 1; i <= index; i++) {
                        model.all.add(new Entry(i, term, Payload.Noop.INSTANCE));
                    }
                    model.configurations.clear();
                    model.configurations.put(index, configuration);
                    model.before = index;
                    model.beforeTerm = term;
                    model.commit = index;
                    model.applied = index;
                }
            }
            compare(log, model, "take the step " + step + " of " + steps);
        }
        toDisk(model.disk, log);
        List<Entry> present = slice(model, log.firstIndex(), model.last(), Long.MAX_VALUE);
        List<Entry> stored = model.disk.stream()
                .filter(entry -> entry.index() >= log.firstIndex())
                .toList();
        Fact.when("write what is unwritten after " + steps)
                .usually("an entry was never handed to a write, or one that was removed was not replaced")
                .gives(present, stored);
    }

    private static void toDisk(List<Entry> disk, RaftLog log) {
        RaftLog.Unwritten unwritten = log.takeUnwritten();
        if (!unwritten.entries().isEmpty()) {
            long from = unwritten.entries().getFirst().index();
            disk.removeIf(entry -> entry.index() >= from);
            disk.addAll(unwritten.entries());
        }
        disk.removeIf(entry -> entry.index() > log.lastIndex());
        Fact.when("look for something to write directly after a write").gives(false, log.hasUnwritten());
    }

    private static List<Entry> slice(Model model, long from, long to, long maxBytes) {
        List<Entry> slice = new ArrayList<>();
        long bytes = 0;
        for (long index = from; index <= to; index++) {
            bytes += model.at(index).sizeBytes();
            if (!slice.isEmpty() && bytes > maxBytes) {
                break;
            }
            slice.add(model.at(index));
        }
        return slice;
    }

    private static void compare(RaftLog log, Model model, String did) {
        Fact.when(did + ", and look at the first index").gives(model.before + 1, log.firstIndex());
        Fact.when(did + ", and look at the last entry")
                .gives(new EntryId(model.last(), model.last() == 0 ? 0 : model.term(model.last())), log.last());
        Fact.when(did + ", and look at the commit index").gives(model.commit, log.commit());
        Fact.when(did + ", and look at the applied index").gives(model.applied, log.applied());
        long bytes = 0;
        for (long index = model.commit + 1; index <= model.last(); index++) {
            bytes += model.at(index).sizeBytes();
        }
        Fact.when(did + ", and count the uncommitted bytes").gives(bytes, log.uncommittedBytes());
        for (long index = 0; index <= model.last() + 2; index++) {
            boolean present = index >= model.before && index <= model.last();
            long term = !present ? -1 : index == 0 ? 0 : model.term(index);
            Fact.when(did + ", and ask for the term at " + index).gives(term, log.termAt(index));
            Fact.when(did + ", and ask for " + index + "@" + term)
                    .gives(present, present && log.contains(new EntryId(index, term)));
            if (index > model.before && present) {
                Fact.when(did + ", and take a slice from " + index)
                        .gives(slice(model, index, model.last(), 60), log.slice(index, model.last(), 60));
            }
            if (index >= model.before && index <= model.last()) {
                Fact.when(did + ", and ask for the configuration as of " + index)
                        .gives(
                                model.configurations.floorEntry(index).getValue(),
                                log.membership().at(index));
            }
        }
        Fact.when(did + ", and ask for the configuration in force")
                .gives(
                        model.configurations.lastEntry().getValue(),
                        log.membership().current());
        for (long index = 0; index <= model.last() + 2; index++) {
            for (long term = 0; term <= 4; term++) {
                long agree = model.before;
                for (long i = model.before + 1; i <= Math.min(index, model.last()); i++) {
                    agree = model.term(i) <= term ? i : agree;
                }
                Fact.when(did + ", and ask where it may agree with " + index + "@" + term)
                        .gives(agree, log.lastNotAfter(new EntryId(index, term)).index());
            }
        }
    }

    @Provide
    Arbitrary<List<Tuple2<What, Integer>>> steps() {
        Arbitrary<What> whats = Arbitraries.frequency(
                Tuple.of(8, What.APPEND),
                Tuple.of(2, What.RECONFIGURE),
                Tuple.of(2, What.TRUNCATE),
                Tuple.of(4, What.COMMIT),
                Tuple.of(4, What.APPLY),
                Tuple.of(3, What.WRITE),
                Tuple.of(2, What.COMPACT),
                Tuple.of(1, What.INSTALL));
        return whats.flatMap(what -> Arbitraries.integers().between(0, 9).map(number -> Tuple.of(what, number)))
                .list()
                .ofMaxSize(30);
    }
}
