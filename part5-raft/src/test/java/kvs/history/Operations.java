package kvs.history;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Operations on the key x, made by hand: each with the times of its invocation and its return. */
final class Operations {
    private Operations() {}

    static Operation<Call> set(String value, long invoked, long returned) {
        return of(new Request.Set(value), new Answer.Done(), invoked, returned);
    }

    /** @param found null if the key was absent */
    static Operation<Call> get(@Nullable String found, long invoked, long returned) {
        return of(new Request.Get(), new Answer.Found(found), invoked, returned);
    }

    static Operation<Call> delete(boolean wasThere, long invoked, long returned) {
        return of(new Request.Delete(), new Answer.Removed(wasThere), invoked, returned);
    }

    static Operation<Call> cas(
            @Nullable String expected, String value, @Nullable String found, long invoked, long returned) {
        return of(new Request.CompareAndSet(expected, value), new Answer.Found(found), invoked, returned);
    }

    static Operation<Call> of(Request request, Answer answer, long invoked, long returned) {
        return new Operation<>(new Call(1, "x", request, answer), invoked, returned);
    }

    /** A request without an answer. */
    static Operation<Call> unanswered(Request request, long invoked) {
        return new Operation<>(new Call(1, "x", request, null), invoked, Operation.NEVER);
    }

    static Operation<Call> unansweredSet(String value, long invoked) {
        return unanswered(new Request.Set(value), invoked);
    }

    /** The same operation of another client. */
    static Operation<Call> by(int client, Operation<Call> operation) {
        Call call = operation.call();
        return new Operation<>(
                new Call(client, call.key(), call.request(), call.answer()), operation.invoked(), operation.returned());
    }

    /** The same operation on another key. */
    static Operation<Call> on(String key, Operation<Call> operation) {
        Call call = operation.call();
        return new Operation<>(
                new Call(call.client(), key, call.request(), call.answer()), operation.invoked(), operation.returned());
    }

    @SafeVarargs
    @SuppressWarnings("varargs")
    static History<Call> history(Operation<Call>... operations) {
        return history(List.of(operations));
    }

    static History<Call> history(List<Operation<Call>> operations) {
        History<Call> history = new History<>();
        operations.forEach(history::add);
        return history;
    }

    @SafeVarargs
    @SuppressWarnings("varargs")
    static Search<Optional<String>, Call> search(Operation<Call>... operations) {
        return search(List.of(operations));
    }

    /** A search that fails after {@link BoundedModel#MOST} questions to its model. */
    static Search<Optional<String>, Call> search(List<Operation<Call>> operations) {
        return new Search<>(new BoundedModel(), Optional.empty(), operations);
    }

    /**
     * A history that takes many steps, and more than any budget for 40 sets: {@code sets} sets and a delete at once, and then
     * two answers of which each can be explained, and not both.
     */
    static List<Operation<Call>> hard(int sets) {
        List<Operation<Call>> hard = new ArrayList<>();
        for (int i = 0; i < sets; i++) {
            hard.add(set("v" + i, 0, 100));
        }
        hard.add(delete(true, 0, 100));
        hard.add(get(null, 101, 102));
        hard.add(get("v0", 103, 104));
        return hard;
    }

    /** As text: {@code set a -> done [1, 5]}, one operation after the other. */
    static String text(List<Operation<Call>> operations) {
        return String.join(
                " | ",
                operations.stream()
                        .map(o -> o.call() + " [" + o.invoked() + ", " + (o.answered() ? o.returned() : "") + "]")
                        .toList());
    }
}
