package kvs.history;

import static kvs.history.Operations.by;
import static kvs.history.Operations.get;
import static kvs.history.Operations.history;
import static kvs.history.Operations.set;
import static kvs.history.Operations.unansweredSet;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class WindowTest {

    private static Window window(List<Operation<Call>> operations) {
        Verdict<Call> verdict = Checker.ofKeys().check(history(operations));
        assertThat(verdict).isInstanceOf(Verdict.Violation.class);
        return Window.of((Verdict.Violation<Call>) verdict);
    }

    /** A stale get, between many operations before and after it. */
    private static List<Operation<Call>> staleGet() {
        List<Operation<Call>> operations = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            operations.add(set("v" + i, 10L * i, 10L * i + 5));
            operations.add(by(2, get("v" + i, 10L * i + 3, 10L * i + 8)));
        }
        operations.add(set("old", 1001, 1002));
        operations.add(by(2, set("new", 1003, 1006)));
        operations.add(by(3, get("new", 1004, 1005)));
        operations.add(by(3, get("old", 1007, 1008)));
        operations.add(by(4, set("later", 1008, 1010)));
        operations.add(by(5, get("later", 1011, 1012)));
        return operations;
    }

    @Test
    void holds_what_is_needed_and_no_more() {
        Window window = window(staleGet());
        assertThat(window.from()).isEqualTo(1004);
        assertThat(window.until()).isEqualTo(1008);
        assertThat(window.operations().stream().map(o -> o.call().toString()))
                .containsExactly("set new -> done", "get -> new", "get -> old");
    }

    @Test
    void is_drawn_with_clients_as_rows_and_time_from_left_to_right() {
        assertThat(window(List.of(
                                set("a", 1, 2),
                                by(2, set("b", 3, 7)),
                                by(3, get("b", 4, 5)),
                                by(3, get("a", 6, 8)),
                                by(14, unansweredSet("u", 2))))
                        .toString())
                .isEqualTo("""
                        key x: no order explains what clients saw from 4 to 8

                        C2  |-----------1-----------|
                        C3        |--2--|     |-----3-----|

                        1  C2  set b -> done  3 to 7
                        2  C3  get -> b       4 to 5
                        3  C3  get -> a       6 to 8

                        All answers before are explained. No order explains 3, whatever value the key had at 4.
                        """);
    }

    @Test
    void an_operation_without_an_answer_is_drawn_to_the_edge() {
        assertThat(window(List.of(
                                unansweredSet("u", 1),
                                by(2, get("u", 2, 3)),
                                by(2, set("b", 4, 5)),
                                by(2, get("u", 6, 7)),
                                by(1, set("later", 9, 10))))
                        .toString())
                .isEqualTo("""
                        key x: no order explains what clients saw from 1 to 7

                        C1  |1..............................................................................................
                        C2        |--2--|     |--3--|     |--4--|

                        1  C1  set u -> no answer  1
                        2  C2  get -> u            2 to 3
                        3  C2  set b -> done       4 to 5
                        4  C2  get -> u            6 to 7

                        All answers before are explained. No order explains 4; the key was absent at first.
                        """);
    }

    @Test
    void a_value_that_was_never_written_needs_no_other_operation() {
        Window window = window(List.of(set("a", 1, 2), set("b", 3, 4), get("z", 5, 6), set("c", 7, 8)));
        assertThat(window.operations()).containsExactly(get("z", 5, 6));
        assertThat(window.required()).containsExactly(get("z", 5, 6));
        assertThat(window.fromTheStart()).isFalse();
    }

    @Test
    void a_lost_first_write_is_shown_from_the_beginning() {
        Window window = window(List.of(set("a", 1, 2), get(null, 3, 4)));
        assertThat(window.operations()).containsExactly(set("a", 1, 2), get(null, 3, 4));
        assertThat(window.fromTheStart()).isTrue();
    }

    @Test
    void a_picture_of_many_operations_is_at_most_100_columns_wide() {
        List<Operation<Call>> operations = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            operations.add(by(i + 1, set("a-value-that-is-quite-long-".repeat(5) + i, i, 1000 + i)));
        }
        operations.add(by(400, get("never written", 500, 2000)));
        String picture = window(operations).toString();
        assertThat(picture.lines()).allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(100));
    }

    @Property(tries = 200)
    void no_order_of_a_window_explains_it_whatever_came_before(@ForAll @LongRange(max = 1_000_000) long seed) {
        History<Call> history =
                new RandomHistory(seed, 6, 1).unanswered(50).stale(100).history(120);
        if (Checker.ofKeys().check(history) instanceof Verdict.Violation<Call> violation) {
            Window window = Window.of(violation);
            // The rest of the history, which no order explains, is still not explained if only the key had another
            // value.
            for (String value : List.of("other", "v0", "v1", "v7", "v20")) {
                List<Operation<Call>> later = new ArrayList<>();
                later.add(set(value, -2, -1));
                for (Operation<Call> operation : history.operations()) {
                    boolean inside = operation.invoked() >= window.from() && operation.returned() <= window.until();
                    boolean mayBeSeen = operation.returned() >= window.from() && operation.invoked() <= window.until();
                    if (inside) {
                        later.add(operation);
                    } else if (mayBeSeen && !(operation.call().request() instanceof Request.Get)) {
                        // One that was invoked before the window may have happened before it; one that returns later
                        // may happen later.
                        Call call = operation.call();
                        boolean open = operation.returned() > window.until();
                        later.add(new Operation<>(
                                open ? new Call(1, call.key(), call.request(), null) : call,
                                operation.invoked(),
                                Operation.NEVER));
                    }
                }
                boolean written = history.operations().stream()
                        .anyMatch(o -> value.equals(o.call().writes()) && o.invoked() < window.from());
                if (written) {
                    assertThat(Operations.search(later).run(1_000_000))
                            .as("seed %d, after %s:%n%s", seed, value, window)
                            .isNotEqualTo(Search.Outcome.LINEARIZABLE);
                }
            }
            assertThat(window.required()).isNotEmpty();
            assertThat(window.toString().lines())
                    .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(100));
        }
    }
}
