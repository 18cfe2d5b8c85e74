package kvs.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import kvs.protocol.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeysTest {
    private static final int DRAWS = 400_000;

    /** Each rank as often as its probability says, as far as chance lets it: five standard deviations. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 10, 1000})
    void zipfian_ranks_come_as_often_as_they_should(int n) {
        Zipf zipf = new Zipf(n);
        SplittableRandom random = new SplittableRandom(42);
        int[] count = new int[n + 1];
        for (int draw = 0; draw < DRAWS; draw++) {
            count[(int) zipf.next(random)]++;
        }
        double sum = 0;
        for (int rank = 1; rank <= n; rank++) {
            sum += Math.pow(rank, -0.99);
        }
        for (int rank = 1; rank <= n; rank++) {
            double expected = DRAWS * Math.pow(rank, -0.99) / sum;
            assertThat((double) count[rank])
                    .as("rank %d of %d", rank, n)
                    .isCloseTo(expected, within(5 * Math.sqrt(expected) + 1));
        }
    }

    @Test
    void zipfian_ranks_stay_in_the_largest_key_space() {
        Zipf zipf = new Zipf(Load.MAX_KEYS);
        SplittableRandom random = new SplittableRandom(42);
        for (int draw = 0; draw < DRAWS; draw++) {
            assertThat(zipf.next(random)).isBetween(1L, Load.MAX_KEYS);
        }
    }

    @Test
    void two_threads_share_a_sequence() {
        Load.Mix mix = new Load.Mix(1001, Load.Choice.SEQUENTIAL, 0, 0);
        Set<Bytes> seen = new HashSet<>();
        for (int thread = 0; thread < 2; thread++) {
            Keys keys = new Keys(mix, new SplittableRandom(1), thread, 2);
            for (int i = thread; i < 1001; i += 2) {
                seen.add(keys.next());
            }
        }
        assertThat(seen).hasSize(1001);
    }

    @Test
    void keys_are_letters_so_that_every_protocol_can_say_them() {
        Keys keys = new Keys(new Load.Mix(Load.MAX_KEYS, Load.Choice.UNIFORM, 0, 0), new SplittableRandom(1), 0, 1);
        for (int i = 0; i < 1000; i++) {
            assertThat(keys.next().utf8()).matches("[a-z]{16}");
        }
        assertThat(Keys.value(30).utf8()).isEqualTo("abcdefghijklmnopqrstuvwxyzabcd");
    }
}
