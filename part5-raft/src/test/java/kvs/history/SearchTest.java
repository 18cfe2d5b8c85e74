package kvs.history;

import static kvs.history.Operations.cas;
import static kvs.history.Operations.delete;
import static kvs.history.Operations.get;
import static kvs.history.Operations.hard;
import static kvs.history.Operations.search;
import static kvs.history.Operations.set;
import static kvs.history.Operations.text;
import static kvs.history.Operations.unanswered;
import static kvs.history.Operations.unansweredSet;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import kvs.history.Search.Outcome;
import kvs.protocol.Fact;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("5.11")
class SearchTest {
    private static final long ENOUGH = 100_000;

    @SafeVarargs
    @SuppressWarnings("varargs")
    private static void candidates(String usually, List<Integer> expected, Operation<Call>... operations) {
        Fact.when("candidates() of an empty order, in: " + text(List.of(operations)))
                .usually(usually)
                .gives(expected, sorted(search(operations)));
    }

    private static List<Integer> sorted(Search<Optional<String>, Call> search) {
        return search.candidates().stream().sorted().toList();
    }

    @Test
    void an_operation_that_was_invoked_after_a_return_is_no_candidate() {
        candidates(
                "the set had returned before the get was invoked, so it comes before the get",
                List.of(0),
                set("a", 1, 2),
                get("a", 3, 4));
    }

    @Test
    void all_operations_that_overlap_are_candidates() {
        candidates(
                "none of these three returned before another was invoked",
                List.of(0, 1, 2),
                set("a", 1, 8),
                set("b", 2, 9),
                get("b", 3, 7));
    }

    @Test
    void the_earliest_return_decides_and_not_that_of_the_operation_before() {
        candidates(
                "operation 1 returned at 3, before operation 2 was invoked, although operation 0 had not returned",
                List.of(0, 1),
                set("a", 1, 9),
                set("b", 2, 3),
                get("b", 4, 8));
        candidates(
                "operation 0 returned at 3, before operation 2 was invoked, although operation 1 had not returned",
                List.of(0, 1),
                set("a", 1, 3),
                set("b", 2, 9),
                get("b", 4, 8));
    }

    @Test
    void an_operation_that_is_invoked_at_the_moment_of_a_return_overlaps_it() {
        candidates(
                "calls come before returns: with equal times, the two overlap",
                List.of(0, 1),
                set("a", 1, 2),
                get(null, 2, 3));
    }

    @Test
    void an_operation_without_an_answer_is_a_candidate_from_its_invocation_on() {
        candidates(
                "it has number 2, since the answered ones come first, and overlaps all that returned later",
                List.of(0, 2),
                unansweredSet("u", 1),
                set("a", 2, 3),
                get("u", 4, 5));
        candidates(
                "it was invoked after operation 0 had returned",
                List.of(0),
                set("a", 1, 2),
                get("u", 4, 5),
                unansweredSet("u", 3));
        candidates(
                "calls come before returns, also for a call without an answer",
                List.of(0, 1),
                set("a", 1, 2),
                unansweredSet("u", 2));
        candidates("two calls without an answer overlap", List.of(0, 1), unansweredSet("u", 1), unansweredSet("v", 9));
    }

    @Test
    void an_operation_in_the_order_is_no_candidate_and_stands_in_the_way_of_none() {
        Search<Optional<String>, Call> search = search(set("a", 1, 2), set("b", 3, 6), get("b", 4, 5), set("c", 7, 8));
        search.run(1);
        Fact.when("candidates() when operation 0 is in the order, in: " + text(search.operations()))
                .usually("operation 0 has returned before 1 and 2 were invoked, and is in the order: it is their turn")
                .gives(List.of(1, 2), sorted(search));
    }

    private static void isComplete(boolean expected, String usually, int steps, List<Operation<Call>> operations) {
        Search<Optional<String>, Call> search = search(operations);
        search.run(steps);
        Fact.when("isComplete() after run(" + steps + ") of: " + text(operations))
                .usually(usually)
                .gives(expected, search.isComplete());
    }

    @Test
    void an_order_is_complete_when_no_answer_is_missing() {
        List<Operation<Call>> sets = List.of(set("a", 1, 2), set("b", 3, 4), unansweredSet("u", 1));
        isComplete(false, "the order is empty", 0, sets);
        isComplete(false, "the order is set a; set b has an answer and is missing", 1, sets);
        isComplete(true, "the order is set a, set b; the one without an answer may never have happened", 2, sets);
        isComplete(true, "nothing has an answer, so none is missing", 0, List.of(unansweredSet("u", 1)));
    }

    @Test
    void operations_without_an_answer_do_not_count_for_others() {
        List<Operation<Call>> get = List.of(unansweredSet("u", 1), get("u", 2, 3));
        isComplete(false, "the get did not fit and the set is in the order; the get is missing", 2, get);
        isComplete(true, "the order is set u, get -> u", 3, get);
    }

    @SafeVarargs
    @SuppressWarnings("varargs")
    private static void gives(Outcome expected, String usually, Operation<Call>... operations) {
        Fact.when("run(" + ENOUGH + ") of: " + text(List.of(operations)))
                .usually(usually)
                .gives(expected, search(operations).run(ENOUGH));
    }

    @Test
    void an_empty_history_is_linearizable() {
        gives(Outcome.LINEARIZABLE, "all answers are explained, since there are none");
    }

    @Test
    void a_get_that_overlaps_a_set_may_find_it_or_not() {
        String usually = "each operation happens at one moment between its invocation and its return";
        gives(Outcome.LINEARIZABLE, usually, set("a", 1, 4), get("a", 2, 3));
        gives(Outcome.LINEARIZABLE, usually, set("a", 1, 4), get(null, 2, 3));
        gives(Outcome.NOT_LINEARIZABLE, usually, set("a", 1, 2), get(null, 3, 4));
        gives(Outcome.NOT_LINEARIZABLE, usually, get("a", 1, 2), set("a", 3, 4));
    }

    @Test
    void two_gets_in_a_row_do_not_go_back() {
        gives(
                Outcome.NOT_LINEARIZABLE,
                "once a get has found the new value, no later get finds the old one, also while the set still runs",
                set("a", 1, 2),
                set("b", 3, 9),
                get("b", 4, 5),
                get("a", 6, 7));
    }

    @Test
    void a_set_without_an_answer_may_have_happened() {
        String usually = "a call without an answer may take effect at any moment after its invocation, or never";
        gives(Outcome.LINEARIZABLE, usually, unansweredSet("u", 1), get("u", 2, 3));
        gives(Outcome.LINEARIZABLE, usually, unansweredSet("u", 1), get(null, 2, 3));
        gives(Outcome.LINEARIZABLE, usually, unansweredSet("u", 1), get(null, 2, 3), get("u", 4, 5));
        gives(Outcome.NOT_LINEARIZABLE, usually, unansweredSet("u", 1), get("u", 2, 3), get(null, 4, 5));
        gives(
                Outcome.NOT_LINEARIZABLE,
                "it cannot happen before it was invoked",
                get("u", 1, 2),
                unansweredSet("u", 3));
    }

    @Test
    void a_set_without_an_answer_may_happen_long_after_others() {
        gives(
                Outcome.LINEARIZABLE,
                "a call without an answer returns at infinity: a later set does not end it",
                unansweredSet("u", 1),
                set("a", 2, 3),
                set("b", 4, 5),
                get("b", 6, 7),
                get("u", 8, 9));
        gives(
                Outcome.NOT_LINEARIZABLE,
                "it happens at most once",
                unansweredSet("u", 1),
                get("u", 2, 3),
                set("a", 4, 5),
                get("u", 6, 7));
    }

    @Test
    void several_sets_without_an_answer_are_told_apart() {
        gives(
                Outcome.LINEARIZABLE,
                "each of the two may happen when it is needed",
                unansweredSet("u", 1),
                unansweredSet("v", 1),
                get("v", 2, 3),
                get("u", 4, 5));
        gives(
                Outcome.NOT_LINEARIZABLE,
                "no third one is left that could bring v back",
                unansweredSet("u", 1),
                unansweredSet("v", 1),
                get("v", 2, 3),
                get("u", 4, 5),
                get("v", 6, 7));
    }

    @Test
    void a_compare_and_set_finds_one_value_and_only_one_of_two_exchanges_it() {
        gives(
                Outcome.LINEARIZABLE,
                "the second one found what the first one wrote",
                set("a", 1, 2),
                cas("a", "b", "a", 3, 6),
                cas("a", "c", "b", 4, 5));
        gives(
                Outcome.NOT_LINEARIZABLE,
                "both found a, and both have exchanged it",
                set("a", 1, 2),
                cas("a", "b", "a", 3, 6),
                cas("a", "c", "a", 4, 5));
        gives(
                Outcome.LINEARIZABLE,
                "without an answer it may still exchange the value",
                set("a", 1, 2),
                unanswered(new Request.CompareAndSet("a", "b"), 3),
                get("a", 4, 5),
                get("b", 6, 7));
    }

    @Test
    void a_delete_says_whether_the_key_was_there() {
        gives(Outcome.LINEARIZABLE, "", set("a", 1, 2), delete(true, 3, 6), delete(false, 4, 5));
        gives(
                Outcome.NOT_LINEARIZABLE,
                "there was one value, and two deletes say that they have removed it",
                set("a", 1, 2),
                delete(true, 3, 6),
                delete(true, 4, 5));
    }

    @Test
    void the_same_operations_with_another_state_are_not_the_same_branch() {
        // Both orders of the two sets are a branch of their own; only the one that is tried second is right.
        gives(
                Outcome.LINEARIZABLE,
                "what was seen is a state and a set of operations: two sets in another order leave another state",
                set("a", 1, 4),
                set("b", 1, 5),
                get("a", 6, 7),
                delete(true, 8, 9),
                set("b", 10, 11));
        gives(
                Outcome.LINEARIZABLE,
                "what was seen is a state and a set of operations: two sets in another order leave another state",
                set("b", 1, 4),
                set("a", 1, 5),
                get("b", 6, 7),
                delete(true, 8, 9),
                set("b", 10, 11));
    }

    @Test
    void the_same_state_after_other_operations_is_not_the_same_branch() {
        // Absent again, after one set and one delete; which set it was decides what can still be found.
        gives(
                Outcome.LINEARIZABLE,
                "the same state after the same number of operations, but not the same ones: it is another branch",
                set("a", 1, 20),
                set("b", 1, 21),
                delete(true, 2, 22),
                delete(true, 3, 23),
                get("b", 4, 24),
                get(null, 25, 26));
    }

    @Test
    void the_same_branch_is_searched_once() {
        // Ten operations have millions of orders, and a few thousand branches. The last two answers contradict each
        // other.
        Search<Optional<String>, Call> search = search(hard(9));
        Fact.when("run(" + ENOUGH + ") of nine sets and a delete that overlap, then a get of none, then a get of one")
                .usually("orders that end in the same state with the same operations are searched again and again")
                .gives(Outcome.NOT_LINEARIZABLE, search.run(ENOUGH));
    }

    @Test
    void the_operation_that_came_last_makes_no_other_branch() {
        Search<Optional<String>, Call> search =
                search(set("a", 1, 9), set("b", 1, 9), set("a", 1, 9), get("a", 10, 11), get("b", 12, 13));
        Fact.when("run(" + ENOUGH + ") of sets of a, b and a that overlap, then a get of a, then a get of b")
                .gives(Outcome.NOT_LINEARIZABLE, search.run(ENOUGH));
        Fact.when("steps() after that")
                .usually("a branch is a state and a set of operations: by which of them it was reached does not matter")
                .gives(18, search.steps());
    }

    @Test
    void a_search_stops_after_its_steps_and_goes_on_where_it_stopped() {
        List<Operation<Call>> operations = IntStream.range(0, 20)
                .mapToObj(i -> set("v" + i, 2L * i, 2L * i + 1))
                .toList();
        Search<Optional<String>, Call> search = search(operations);
        for (int i = 0; i < 20; i++) {
            Fact.when("run(1) for the " + (i + 1) + "th time, of twenty sets in a row")
                    .usually("each run goes on where the one before has stopped, and stops after its steps")
                    .gives(Outcome.UNDECIDED, search.run(1));
            Fact.when("steps() after that").gives(i + 1, search.steps());
        }
        Fact.when("run(1) after 20 steps, which have explained all").gives(Outcome.LINEARIZABLE, search.run(1));
        Fact.when("steps() after a run that had nothing left to do").gives(20, search.steps());
    }

    @Test
    void each_try_and_each_branch_that_is_taken_back_is_a_step() {
        Search<Optional<String>, Call> search = search(set("a", 1, 2), delete(true, 3, 8), delete(true, 4, 9));
        Fact.when("run(" + ENOUGH + ") of a set, then two deletes that both removed it")
                .gives(Outcome.NOT_LINEARIZABLE, search.run(ENOUGH));
        Fact.when("steps() after that")
                .usually("the set is tried, each delete after it, and each after the other: 5; three are taken back")
                .gives(8, search.steps());
    }

    @Test
    void a_complete_order_is_not_searched_on() {
        Search<Optional<String>, Call> search = search(set("a", 1, 2), unansweredSet("u", 1), unansweredSet("v", 1));
        Fact.when("run(" + ENOUGH + ") of a set, and two sets without an answer")
                .gives(Outcome.LINEARIZABLE, search.run(ENOUGH));
        Fact.when("steps() after that")
                .usually("with the answered set, the order was complete: look before you try the next candidate")
                .gives(1, search.steps());
    }

    @Test
    void a_search_without_steps_decides_nothing() {
        Search<Optional<String>, Call> search = search(set("a", 1, 2));
        Fact.when("run(0)").gives(Outcome.UNDECIDED, search.run(0));
        Fact.when("steps() after run(0)").gives(0, search.steps());
    }

    @Test
    void a_search_that_is_cut_into_pieces_gives_the_same_outcome() {
        for (int piece : new int[] {1, 2, 3, 7}) {
            for (List<Operation<Call>> operations : List.of(
                    hard(4),
                    List.of(set("a", 1, 4), set("b", 1, 5), get("a", 6, 7), unansweredSet("u", 1), get("u", 8, 9)))) {
                Outcome whole = search(operations).run(ENOUGH);
                Search<Optional<String>, Call> search = search(operations);
                Outcome outcome = Outcome.UNDECIDED;
                for (int i = 0; i < ENOUGH && outcome == Outcome.UNDECIDED; i++) {
                    outcome = search.run(piece);
                }
                Fact.when("run(" + piece + ") until it is decided, of: " + text(operations))
                        .usually("a search that goes on must have kept its path and what it has tried")
                        .gives(whole, outcome);
            }
        }
    }

    @Test
    void a_history_of_many_operations_takes_a_few_steps_for_each() {
        List<Operation<Call>> operations = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            operations.add(set("v" + i, 10L * i, 10L * i + 5));
            operations.add(get("v" + i, 10L * i + 1, 10L * i + 7));
        }
        Search<Optional<String>, Call> search = search(operations);
        Fact.when("run(" + ENOUGH + ") of 100 operations, of which two overlap at a time")
                .gives(Outcome.LINEARIZABLE, search.run(ENOUGH));
        Fact.when("steps() after that").holds(search.steps() < 500, "less than 500", search.steps());
    }
}
