package kvs.history;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import kvs.history.Search.Outcome;
import kvs.protocol.Fact;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tag;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.statistics.Statistics;
import net.jqwik.api.statistics.StatisticsReport;
import net.jqwik.api.statistics.StatisticsReport.StatisticsReportMode;
import org.jspecify.annotations.Nullable;

class CheckerProperties {

    @Provide
    Arbitrary<List<Operation<Call>>> histories() {
        return operation().list().ofMinSize(1).ofMaxSize(6);
    }

    private static Arbitrary<Operation<Call>> operation() {
        Arbitrary<Optional<String>> value = Arbitraries.of(Optional.empty(), Optional.of("a"), Optional.of("b"));
        Arbitrary<String> written = Arbitraries.of("a", "b");
        Arbitrary<Call> call = Arbitraries.oneOf(
                value.map(found -> new Call(1, "x", new Request.Get(), new Answer.Found(found.orElse(null)))),
                written.map(set -> new Call(1, "x", new Request.Set(set), new Answer.Done())),
                Arbitraries.of(true, false).map(was -> new Call(1, "x", new Request.Delete(), new Answer.Removed(was))),
                Combinators.combine(value, written, value)
                        .as((expected, set, found) -> new Call(
                                1,
                                "x",
                                new Request.CompareAndSet(expected.orElse(null), set),
                                new Answer.Found(found.orElse(null)))));
        return Combinators.combine(
                        call,
                        Arbitraries.integers().between(0, 10),
                        Arbitraries.integers().between(0, 8),
                        Arbitraries.integers().between(0, 4))
                .as((made, invoked, length, lost) -> lost == 0
                        ? new Operation<>(new Call(1, "x", made.request(), null), invoked, Operation.NEVER)
                        : new Operation<>(made, invoked, invoked + length));
    }

    @Property(tries = 5_000, seed = "20170604", shrinking = ShrinkingMode.OFF)
    @StatisticsReport(StatisticsReportMode.OFF)
    @Tag("5.11")
    void says_the_same_as_trying_all_orders(@ForAll("histories") List<Operation<Call>> operations) {
        compare(operations);
    }

    @Property(tries = 10_000)
    @StatisticsReport(StatisticsReportMode.OFF)
    void says_the_same_as_trying_all_orders_of_other_histories(@ForAll("histories") List<Operation<Call>> operations) {
        compare(operations);
    }

    private static void compare(List<Operation<Call>> operations) {
        boolean explained = isExplained(operations, new ArrayList<>(), null);
        Statistics.collect(explained);
        Fact.when("run of: " + Operations.text(operations))
                .usually("all orders of the operations were tried one by one, which gives the right outcome")
                .gives(
                        explained ? Outcome.LINEARIZABLE : Outcome.NOT_LINEARIZABLE,
                        Operations.search(operations).run(1_000_000));
        Statistics.coverage(coverage -> {
            coverage.check(true).percentage(p -> p > 10);
            coverage.check(false).percentage(p -> p > 10);
        });
    }

    /** Tries each order of each choice of the operations without an answer. */
    private static boolean isExplained(List<Operation<Call>> all, List<Operation<Call>> order, @Nullable String value) {
        boolean complete = true;
        for (Operation<Call> next : all) {
            complete &= !next.answered() || contains(order, next);
        }
        if (complete) {
            return true;
        }
        for (Operation<Call> next : all) {
            boolean mayBeNext = !contains(order, next);
            for (Operation<Call> other : all) {
                mayBeNext &= contains(order, other) || other.returned() >= next.invoked();
            }
            if (mayBeNext && fits(next.call(), value)) {
                order.add(next);
                boolean explained = isExplained(all, order, after(next.call(), value));
                order.removeLast();
                if (explained) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Two equal operations are two. */
    private static boolean contains(List<Operation<Call>> order, Operation<Call> operation) {
        return order.stream().anyMatch(o -> o == operation);
    }

    private static boolean fits(Call call, @Nullable String value) {
        return switch (call.answer()) {
            case null -> true;
            case Answer.Done() -> true;
            case Answer.Found(String found) -> Objects.equals(found, value);
            case Answer.Removed(boolean wasThere) -> wasThere == (value != null);
        };
    }

    private static @Nullable String after(Call call, @Nullable String value) {
        return switch (call.request()) {
            case Request.Get() -> value;
            case Request.Set(String set) -> set;
            case Request.Delete() -> null;
            case Request.CompareAndSet(String expected, String set) -> Objects.equals(expected, value) ? set : value;
        };
    }

    @Property(tries = 300)
    void what_happens_one_by_one_is_linearizable(@ForAll @LongRange(max = 1_000_000) long seed) {
        History<Call> history = new RandomHistory(seed, 2 + (int) (seed % 12), 3)
                .unanswered((int) (seed % 300))
                .history(400);
        Fact.when("check of a history of a store that does one operation after the other, seed " + seed)
                .gives(new Verdict.Linearizable<Call>(), Checker.ofKeys().check(history));
        Fact.when("the client oracle on it").gives(List.of(), ClientOracle.check(history));
    }

    @Property(tries = 300)
    @StatisticsReport(StatisticsReportMode.OFF)
    void what_the_client_oracle_rejects_is_not_linearizable(@ForAll @LongRange(max = 1_000_000) long seed) {
        History<Call> history =
                new RandomHistory(seed, 6, 3).unanswered(50).stale(40).history(200);
        List<String> broken = ClientOracle.check(history);
        Statistics.collect(broken.isEmpty());
        if (!broken.isEmpty()) {
            Verdict<Call> verdict = Checker.ofKeys().check(history);
            Fact.when("check of a history of which the client oracle says: " + broken.getFirst())
                    .holds(verdict instanceof Verdict.Violation<Call>, "a violation", verdict);
        }
        Statistics.coverage(coverage -> coverage.check(false).percentage(p -> p > 30));
    }
}
