package kvs.history;

import java.util.Optional;
import kvs.protocol.Fact;
import org.jspecify.annotations.Nullable;

/** A {@link Register} that ends a search without an end: it fails when it was asked too often. */
@SuppressWarnings("NullableOptional") // as in Register
final class BoundedModel implements Model<Optional<String>, Call> {

    /** More than any test needs that gives a search up to 100,000 steps. */
    static final int MOST = 200_000;

    private final Register register = new Register();
    private int asked;

    @Override
    public Optional<String> initial() {
        return register.initial();
    }

    @Override
    public @Nullable Optional<String> after(Optional<String> state, Call call) {
        asked++;
        if (asked > MOST) {
            Fact.when("the steps of one search, counted as questions to the model")
                    .usually(
                            "run tries a candidate in one step, and ends after maxSteps steps; the budget is their sum")
                    .holds(false, "at most " + MOST, "one more");
        }
        return register.after(state, call);
    }

    @Override
    public @Nullable Optional<String> needs(Call call) {
        return register.needs(call);
    }

    @Override
    public @Nullable Optional<String> makes(Call call) {
        return register.makes(call);
    }
}
