package kvs.protocol;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.function.Function;
import kvs.protocol.Parsed.Complete;
import kvs.protocol.Parsed.Incomplete;
import kvs.protocol.Parsed.Malformed;
import org.junit.jupiter.api.Test;

/** The three answers of a parser, and what {@code flatMap} and {@code map} do with each. */
class ParsedTest {
    private static final Function<Integer, Parsed<String>> NEVER_NEXT = _ -> {
        throw new AssertionError("the next part was parsed, although this one is not complete");
    };
    private static final Function<Integer, String> NEVER = _ -> {
        throw new AssertionError("the function was called, although this part is not complete");
    };

    @Test
    void flat_map_of_a_complete_part_is_the_answer_for_the_next() {
        for (Parsed<String> next :
                List.<Parsed<String>>of(new Complete<>("b"), new Incomplete<>(3), new Malformed<>("no", 4))) {
            Fact.when("flatMap to " + next).gives(next, new Complete<>(1).flatMap(_ -> next));
        }
    }

    @Test
    void flat_map_passes_the_complete_part_to_the_function() {
        Fact.when("Complete(1).flatMap")
                .gives(new Complete<>(2), new Complete<>(1).flatMap(n -> new Complete<>(n + 1)));
    }

    @Test
    void map_replaces_a_complete_message() {
        Fact.when("Complete(1).map").gives(new Complete<>("1"), new Complete<>(1).map(n -> "" + n));
    }

    @Test
    void an_incomplete_part_stays_incomplete() {
        Parsed<Integer> incomplete = new Incomplete<>(5);
        Fact.when("Incomplete(5).flatMap").gives(new Incomplete<String>(5), incomplete.flatMap(NEVER_NEXT));
        Fact.when("Incomplete(5).map").gives(new Incomplete<String>(5), incomplete.map(NEVER));
    }

    @Test
    void a_malformed_part_stays_malformed() {
        Parsed<Integer> malformed = new Malformed<>("no", 5);
        Fact.when("Malformed(no, 5).flatMap").gives(new Malformed<String>("no", 5), malformed.flatMap(NEVER_NEXT));
        Fact.when("Malformed(no, 5).map").gives(new Malformed<String>("no", 5), malformed.map(NEVER));
    }

    @Test
    void rejects_an_incomplete_with_no_missing_byte() {
        for (int atLeast : new int[] {0, -1, Integer.MIN_VALUE}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new Incomplete<Command>(atLeast))
                    .withMessage("Incomplete needs at least 1 missing byte, but was given " + atLeast);
        }
    }
}
