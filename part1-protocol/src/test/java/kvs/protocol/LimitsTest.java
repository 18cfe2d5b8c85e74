package kvs.protocol;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

/** The upper limits on keys and values. */
class LimitsTest {

    @Test
    void are_64_KiB_for_a_key_and_16_MiB_for_a_value_by_default() {
        Fact.when("DEFAULT").gives(new Limits(65_536, 16_777_216), Limits.DEFAULT);
    }

    @Test
    void may_be_from_0_to_the_largest() {
        Fact.when("new Limits(0, LARGEST)").gives(536_870_912, new Limits(0, Limits.LARGEST).maxValueBytes());
        Fact.when("new Limits(LARGEST, 0)").gives(536_870_912, new Limits(Limits.LARGEST, 0).maxKeyBytes());
    }

    @Test
    void reject_values_outside_that_range() {
        for (int bytes : new int[] {-1, Integer.MIN_VALUE, Limits.LARGEST + 1, Integer.MAX_VALUE}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new Limits(bytes, 0))
                    .withMessage("maxKeyBytes must be from 0 to 536870912, but is " + bytes);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new Limits(0, bytes))
                    .withMessage("maxValueBytes must be from 0 to 536870912, but is " + bytes);
        }
    }

    @Test
    void leave_room_in_an_int_for_the_longest_message() {
        // Version, command, two lengths, a key and a value.
        long longest = 1 + 4 + 4 + 4 + 2L * Limits.LARGEST;
        Fact.when("the bytes of the longest message").gives(longest, Math.toIntExact(longest));
    }
}
