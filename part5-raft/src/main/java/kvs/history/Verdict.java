package kvs.history;

import java.util.List;

/** What the {@link Checker} says about a history. */
public sealed interface Verdict<C> {

    /** Each answer is explained. */
    record Linearizable<C>() implements Verdict<C> {}

    /**
     * No order explains all answers.
     *
     * @param part what the operations have in common: their key
     * @param operations all operations of that part, in the order of the history; {@link Window} cuts them down
     */
    record Violation<C>(Object part, List<Operation<C>> operations) implements Verdict<C> {}

    /**
     * The budget was spent before each part was decided. It says nothing about the history; a test fails on it.
     *
     * @param parts those that are undecided
     */
    record Unknown<C>(List<Object> parts) implements Verdict<C> {}
}
