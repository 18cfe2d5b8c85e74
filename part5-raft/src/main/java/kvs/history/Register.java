package kvs.history;

import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One key of a store: it has a value or none. Values are opaque, and compared with {@code equals}. */
@SuppressWarnings("NullableOptional") // null is "not allowed" or "does not matter", empty is "no value"
public final class Register implements Model<Optional<String>, Call> {

    @Override
    public Optional<String> initial() {
        return Optional.empty();
    }

    @Override
    public @Nullable Optional<String> after(Optional<String> state, Call call) {
        Answer answer = call.answer();
        return switch (call.request()) {
            case Request.Get() -> finds(state, answer) ? state : null;
            case Request.Set(String value) -> Optional.of(value);
            case Request.Delete() ->
                answer == null || answer.equals(new Answer.Removed(state.isPresent())) ? Optional.empty() : null;
            case Request.CompareAndSet(String expected, String value) -> {
                if (!finds(state, answer)) {
                    yield null;
                }
                yield Objects.equals(state.orElse(null), expected) ? Optional.of(value) : state;
            }
        };
    }

    @Override
    public @Nullable Optional<String> needs(Call call) {
        return switch (call.answer()) {
            case Answer.Found(String value) -> Optional.ofNullable(value);
            case Answer.Removed(boolean wasThere) -> wasThere ? null : Optional.empty();
            case Answer.Done() -> null;
            case null -> null;
        };
    }

    @Override
    public @Nullable Optional<String> makes(Call call) {
        return switch (call.request()) {
            case Request.Get() -> null;
            case Request.Set(String value) -> Optional.of(value);
            case Request.Delete() -> Optional.empty();
            case Request.CompareAndSet(String _, String value) -> Optional.of(value);
        };
    }

    private static boolean finds(Optional<String> state, @Nullable Answer answer) {
        return !(answer instanceof Answer.Found(String value)) || Objects.equals(state.orElse(null), value);
    }
}
