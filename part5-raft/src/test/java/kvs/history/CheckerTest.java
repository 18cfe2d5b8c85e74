package kvs.history;

import static kvs.history.Operations.get;
import static kvs.history.Operations.hard;
import static kvs.history.Operations.history;
import static kvs.history.Operations.on;
import static kvs.history.Operations.search;
import static kvs.history.Operations.set;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import kvs.protocol.Fact;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class CheckerTest {
    private static final List<Operation<Call>> GOOD = List.of(set("a", 1, 2), set("b", 3, 4));
    private static final List<Operation<Call>> BAD = List.of(set("a", 1, 2), set("b", 3, 4), get("a", 5, 6));

    private static @Nullable Search<Optional<String>, Call> inRounds(
            List<Search<Optional<String>, Call>> queue, long budget) {
        return Checker.inRounds(new BoundedQueue<>(queue), budget);
    }

    /** What inRounds returned and has left in its queue: as text, by the places in {@code searches}. */
    private static String rounds(List<Search<Optional<String>, Call>> searches, long budget) {
        Queue<Search<Optional<String>, Call>> queue = new BoundedQueue<>(searches);
        Search<Optional<String>, Call> found = Checker.inRounds(queue, budget);
        return "returns " + name(searches, found) + ", undecided "
                + List.copyOf(queue).stream().map(s -> name(searches, s)).toList();
    }

    private static String name(List<Search<Optional<String>, Call>> searches, @Nullable Search<?, ?> search) {
        return search == null ? "null" : "search " + (searches.indexOf(search) + 1);
    }

    @Test
    @Tag("5.11")
    void decided_searches_are_removed() {
        Fact.when("inRounds of three searches that are linearizable")
                .gives("returns null, undecided []", rounds(List.of(search(GOOD), search(GOOD), search(GOOD)), 1_000));
    }

    @Test
    @Tag("5.11")
    void a_violation_is_returned_at_once() {
        Search<Optional<String>, Call> last = search(BAD);
        List<Search<Optional<String>, Call>> searches = List.of(search(GOOD), search(BAD), last);
        Search<Optional<String>, Call> found = inRounds(searches, 1_000);
        Fact.when("inRounds of a search that is linearizable, and two that are not")
                .gives("search 2", name(searches, found));
        Fact.when("steps of the third search after that")
                .usually("one violation is enough: the first is returned at once")
                .gives(0, last.steps());
    }

    @Test
    @Tag("5.11")
    void a_violation_after_a_hard_search_is_found() {
        List<Search<Optional<String>, Call>> searches =
                List.of(search(hard(40)), search(GOOD), search(hard(40)), search(BAD));
        Fact.when("inRounds of a hard search, an easy one, a hard one, and one that is not linearizable")
                .usually("a hard search takes the whole budget: those after it are never looked at")
                .gives("search 4", name(searches, inRounds(searches, 50_000)));
    }

    @Test
    @Tag("5.11")
    void a_search_that_takes_more_than_one_round_is_decided() {
        List<Search<Optional<String>, Call>> searches = List.of(search(hard(10)), search(GOOD));
        Fact.when("inRounds of a search of 23,000 steps that is not linearizable, and an easy one")
                .usually("a search that was not decided in one round gets more steps in the next one, and goes on")
                .gives("search 1", name(searches, inRounds(searches, 50_000)));
    }

    @Test
    @Tag("5.11")
    void undecided_searches_keep_their_order() {
        Fact.when("inRounds of a hard search, an easy one and two hard ones, with a budget of 35,000 steps")
                .usually("what is undecided goes to the end of the queue, and so do those after it")
                .gives(
                        "returns null, undecided [search 1, search 3, search 4]",
                        rounds(List.of(search(hard(40)), search(GOOD), search(hard(40)), search(hard(40))), 35_000));
    }

    @Test
    @Tag("5.11")
    void the_share_doubles_and_the_budget_is_the_sum_of_all_steps() {
        Search<Optional<String>, Call> first = search(hard(40));
        Search<Optional<String>, Call> second = search(hard(40));
        Fact.when("inRounds of two hard searches, with a budget of 105,000 steps")
                .gives("returns null, undecided [search 1, search 2]", rounds(List.of(first, second), 105_000));
        Fact.when("steps of the first: 10,000, 20,000, 40,000; of the second: 10,000, 20,000, and 5,000 that are left")
                .usually("a round gives each search twice the steps of the round before, and never more than are left")
                .gives("70000 and 35000", first.steps() + " and " + second.steps());
    }

    @Test
    @Tag("5.11")
    void the_first_share_is_the_same_for_a_small_budget() {
        Search<Optional<String>, Call> first = search(hard(40));
        Search<Optional<String>, Call> second = search(hard(40));
        Fact.when("inRounds of two hard searches, with a budget of 15,000 steps")
                .gives("returns null, undecided [search 1, search 2]", rounds(List.of(first, second), 15_000));
        Fact.when("steps of the first and of the second")
                .usually("in the first round each search gets 10,000 steps, or what is left of the budget")
                .gives("10000 and 5000", first.steps() + " and " + second.steps());
    }

    @Test
    @Tag("5.11")
    void the_share_doubles_also_after_a_round_that_decided_a_search() {
        Search<Optional<String>, Call> first = search(hard(40));
        Search<Optional<String>, Call> second = search(hard(40));
        Fact.when("inRounds of a search of two steps and two hard ones, with a budget of 60,002 steps")
                .gives(
                        "returns null, undecided [search 2, search 3]",
                        rounds(List.of(search(GOOD), first, second), 60_002));
        Fact.when("steps of the two hard ones, after rounds of 10,000 and 20,000")
                .usually("each round gives a search twice the steps of the round before, whatever was decided in it")
                .gives("30000 and 30000", first.steps() + " and " + second.steps());
    }

    @Test
    @Tag("5.11")
    void what_is_undecided_is_in_the_queue_also_after_a_violation() {
        List<Search<Optional<String>, Call>> searches = List.of(search(hard(40)), search(BAD), search(hard(40)));
        Queue<Search<Optional<String>, Call>> queue = new BoundedQueue<>(searches);
        Search<Optional<String>, Call> found = Checker.inRounds(queue, 50_000);
        Fact.when("inRounds of a hard search, one that is not linearizable, and a hard one")
                .gives("search 2", name(searches, found));
        Fact.when("whether searches 1 and 3 are in the queue after that")
                .usually("those that are still undecided are in the queue when inRounds returns, whatever it returns")
                .gives("true and true", queue.contains(searches.get(0)) + " and " + queue.contains(searches.get(2)));
    }

    @Test
    @Tag("5.11")
    void an_easy_search_leaves_its_steps_to_the_others() {
        Search<Optional<String>, Call> hard = search(hard(40));
        List<Search<Optional<String>, Call>> searches =
                List.of(search(GOOD), search(GOOD), search(GOOD), search(GOOD), hard);
        Fact.when("inRounds of four searches of two steps and a hard one, with a budget of 40,000 steps")
                .gives("returns null, undecided [search 5]", rounds(searches, 40_000));
        Fact.when("steps of the hard one")
                .usually("the budget counts steps that were made, not those that a search was allowed")
                .gives(40_000 - 4 * 2, hard.steps());
    }

    @Test
    @Tag("5.11")
    void without_a_budget_no_search_runs() {
        Search<Optional<String>, Call> bad = search(BAD);
        Fact.when("inRounds of one search with a budget of 0")
                .gives("returns null, undecided [search 1]", rounds(List.of(bad), 0));
        Fact.when("its steps").gives(0, bad.steps());
    }

    @Test
    @Tag("5.11")
    void without_a_search_no_round_is_needed() {
        Fact.when("inRounds of an empty queue").gives("returns null, undecided []", rounds(List.of(), 1_000));
    }

    @Test
    void a_long_history_takes_a_few_steps_for_each_operation() {
        List<Operation<Call>> operations = new ArrayList<>();
        for (int i = 0; i < 30_000; i++) {
            operations.add(set("v" + i, 10L * i, 10L * i + 5));
            operations.add(get("v" + i, 10L * i + 1, 10L * i + 7));
        }
        Search<Optional<String>, Call> search = search(operations);
        Fact.when("inRounds of a search of 60,000 operations and an easy one, with a budget of 150,000 steps")
                .gives("returns null, undecided []", rounds(List.of(search, search(GOOD)), 150_000));
        Fact.when("steps() after that").holds(search.steps() < 140_000, "less than 140,000", search.steps());
    }

    @Test
    void each_key_is_checked_by_itself() {
        List<Operation<Call>> operations = new ArrayList<>(GOOD);
        BAD.forEach(operation -> operations.add(on("y", operation)));
        GOOD.forEach(operation -> operations.add(on("z", operation)));
        Fact.when("check of three keys, of which y is not linearizable")
                .gives(
                        new Verdict.Violation<>(
                                "y", BAD.stream().map(o -> on("y", o)).toList()),
                        Checker.ofKeys().check(history(operations)));
        Fact.when("check of one key that is linearizable")
                .gives(new Verdict.Linearizable<Call>(), Checker.ofKeys().check(history(GOOD)));
        Fact.when("check of an empty history")
                .gives(new Verdict.Linearizable<Call>(), Checker.ofKeys().check(history(List.of())));
    }

    @Test
    void a_spent_budget_is_unknown_and_names_the_keys() {
        List<Operation<Call>> operations = new ArrayList<>(GOOD);
        hard(40).forEach(operation -> operations.add(on("hard", operation)));
        Fact.when("check of a hard key and an easy one, with a budget of 100,000 steps")
                .gives(
                        new Verdict.Unknown<Call>(List.of("hard")),
                        Checker.ofKeys().check(history(operations), 100_000));
    }

    @Test
    void a_violation_of_one_key_counts_though_another_is_undecided() {
        List<Operation<Call>> operations = new ArrayList<>();
        hard(40).forEach(operation -> operations.add(on("hard", operation)));
        operations.addAll(BAD);
        Fact.when("check of a hard key, and then one that is not linearizable")
                .gives(new Verdict.Violation<>("x", BAD), Checker.ofKeys().check(history(operations), 100_000));
    }

    @Test
    void the_same_history_gives_the_same_verdict_in_the_same_steps() {
        for (int seed = 0; seed < 20; seed++) {
            History<Call> one =
                    new RandomHistory(seed, 10, 1).unanswered(100).stale(5).history(500);
            History<Call> other =
                    new RandomHistory(seed, 10, 1).unanswered(100).stale(5).history(500);
            Search<Optional<String>, Call> first = new Search<>(new Register(), Optional.empty(), one.operations());
            Search<Optional<String>, Call> second = new Search<>(new Register(), Optional.empty(), other.operations());
            Fact.when("two searches of the history of seed " + seed)
                    .gives(
                            first.run(1_000_000) + " after " + first.steps(),
                            second.run(1_000_000) + " after " + second.steps());
        }
    }
}
