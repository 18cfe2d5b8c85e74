package kvs.history;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The shortest part of a history of one key that cannot be explained, whatever value the key had before it: the picture of a
 * violation.
 *
 * <p>It ends with the first return that no order explains. It begins with the last invocation for which the rest is enough: none
 * of the values that were written before explains the answers after it. Only if there is no such moment, the window is the whole
 * history up to that return.
 *
 * @param key the key
 * @param from when the window begins
 * @param until when the window ends: the moment of the first return that cannot be explained
 * @param fromTheStart whether the window begins with the history, when the key was absent
 * @param operations the operations of the window, by the time of their invocation. Those that were invoked in it and have
 *     returned by its end must be explained. The others are here if their effect may have been seen in the window; if they returned
 *     later, they have no answer here
 */
public record Window(String key, long from, long until, boolean fromTheStart, List<Operation<Call>> operations) {

    /** The steps for each search. A window for which they are not enough is longer than it needs to be. */
    private static final long STEPS = 200_000;

    /** Returns the window of a violation. */
    public static Window of(Verdict.Violation<Call> violation) {
        long until = firstUnexplained(violation.operations());
        List<Operation<Call>> seen = seenUntil(violation.operations(), until);
        long start = seen.stream().mapToLong(Operation::invoked).min().orElse(until);
        long from = lastEnough(seen, start);
        List<Operation<Call>> later = since(seen, from);
        Set<Optional<String>> observed = observed(later);
        List<Operation<Call>> shown = seen.stream()
                .filter(o -> o.returned() >= from)
                .filter(o -> (o.answered() && o.invoked() >= from) || observed.contains(effect(o.call())))
                .sorted(Comparator.comparingLong(Operation::invoked))
                .toList();
        return new Window((String) violation.part(), from, until, from == start, shown);
    }

    /** Returns the operations that must be explained. */
    public List<Operation<Call>> required() {
        return operations.stream()
                .filter(o -> o.answered() && o.invoked() >= from)
                .toList();
    }

    /** Returns the moment of the first return that cannot be explained: a history that ends before it is linearizable. */
    private static long firstUnexplained(List<Operation<Call>> all) {
        List<Long> returns = returns(all);
        int good = -1;
        int bad = returns.size() - 1;
        while (bad - good > 1) {
            int middle = (good + bad) / 2;
            List<Operation<Call>> seen = seenUntil(all, returns.get(middle));
            if (isExplained(seen, Set.of(Optional.empty()))) {
                good = middle;
            } else {
                bad = middle;
            }
        }
        return returns.get(bad);
    }

    /** Returns the last moment of an invocation for which what follows cannot be explained from any value. */
    private static long lastEnough(List<Operation<Call>> seen, long start) {
        List<Long> moments =
                seen.stream().map(Operation::invoked).sorted().distinct().toList();
        int enough = 0;
        int tooLate = moments.size();
        while (tooLate - enough > 1) {
            int middle = (tooLate + enough) / 2;
            long from = moments.get(middle);
            if (isExplained(since(seen, from), valuesBefore(seen, from))) {
                tooLate = middle;
            } else {
                enough = middle;
            }
        }
        return enough == 0 ? start : moments.get(enough);
    }

    private static boolean isExplained(List<Operation<Call>> operations, Set<Optional<String>> before) {
        for (Optional<String> value : before) {
            if (new Search<>(new Register(), value, operations).run(STEPS) != Search.Outcome.NOT_LINEARIZABLE) {
                return true;
            }
        }
        return false;
    }

    /** Returns the history up to a moment: what had not returned by then has no answer. */
    private static List<Operation<Call>> seenUntil(List<Operation<Call>> all, long until) {
        List<Operation<Call>> seen = new ArrayList<>();
        for (Operation<Call> operation : all) {
            Call call = operation.call();
            if (operation.returned() <= until) {
                seen.add(operation);
            } else if (operation.invoked() <= until) {
                Call open = new Call(call.client(), call.key(), call.request(), null);
                seen.add(new Operation<>(open, operation.invoked(), Operation.NEVER));
            }
        }
        return seen;
    }

    /**
     * Returns what had not returned before a moment. What was invoked before it may have happened before it, and so need not
     * happen again; if it does, the answer must fit.
     */
    private static List<Operation<Call>> since(List<Operation<Call>> seen, long from) {
        return seen.stream()
                .filter(o -> o.returned() >= from)
                .map(o -> o.invoked() >= from ? o : new Operation<>(o.call(), o.invoked(), Operation.NEVER))
                .toList();
    }

    /**
     * Returns absent, and the values that were written by what was invoked before {@code from}. Of those that no answer and no
     * request of the window mentions, one stands for all.
     */
    private static Set<Optional<String>> valuesBefore(List<Operation<Call>> seen, long from) {
        Set<Optional<String>> observed = observed(since(seen, from));
        Set<Optional<String>> values = new LinkedHashSet<>();
        values.add(Optional.empty());
        boolean other = false;
        for (Operation<Call> operation : seen) {
            String value = operation.call().writes();
            if (value != null && operation.invoked() < from) {
                boolean mentioned = observed.contains(Optional.of(value));
                if (mentioned || !other) {
                    values.add(Optional.of(value));
                }
                other |= !mentioned;
            }
        }
        return values;
    }

    /** Returns what answers have found and requests expect; empty is absent. */
    private static Set<Optional<String>> observed(List<Operation<Call>> operations) {
        Set<Optional<String>> observed = new HashSet<>();
        for (Operation<Call> operation : operations) {
            Call call = operation.call();
            switch (call.answer()) {
                case Answer.Found(String value) -> observed.add(Optional.ofNullable(value));
                case Answer.Removed(boolean wasThere) -> {
                    if (!wasThere) {
                        observed.add(Optional.empty());
                    }
                }
                case Answer.Done() -> {}
                case null -> {}
            }
            if (call.request() instanceof Request.CompareAndSet(String expected, String _)) {
                observed.add(Optional.ofNullable(expected));
            }
        }
        return observed;
    }

    /** Returns the value that the call may leave; null if it changes nothing. */
    @SuppressWarnings("NullableOptional") // null is "no change", empty is "no value"
    private static @Nullable Optional<String> effect(Call call) {
        return new Register().makes(call);
    }

    private static List<Long> returns(List<Operation<Call>> operations) {
        return operations.stream()
                .filter(Operation::answered)
                .map(Operation::returned)
                .sorted()
                .distinct()
                .toList();
    }

    /** Returns the picture as text, at most 100 columns wide. */
    @Override
    public String toString() {
        return new Picture(this).toString();
    }
}
