package kvs.resp;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import kvs.protocol.FixedSeed;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;

class NumbersWrittenProperties {

    @FixedSeed
    void a_number_is_written_as_java_does_up_to_the_given_index(@ForAll long number) {
        byte[] array = "-".repeat(30).getBytes(US_ASCII);
        int from = Numbers.put(number, array, 25);
        assertThat(new String(array, from, 25 - from, US_ASCII)).isEqualTo(Long.toString(number));
        assertThat(new String(array, 25, 5, US_ASCII)).isEqualTo("-----");
    }

    @Example
    void the_ends_of_the_range_are_written() {
        for (long number : new long[] {0, -1, 9, -10, Long.MIN_VALUE, Long.MAX_VALUE}) {
            a_number_is_written_as_java_does_up_to_the_given_index(number);
        }
    }
}
