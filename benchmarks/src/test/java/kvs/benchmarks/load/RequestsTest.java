package kvs.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What the next request stores. */
class RequestsTest {
    private static final LoadProtocol RESP = LoadProtocol.named("resp").orElseThrow();
    private static final int SMALL_BYTES = 100;

    /** The sizes of 1,000 requests that store a value. */
    private static List<Integer> sizes(double largeShare) {
        Load.Mix mix = new Load.Mix(10, Load.Choice.SEQUENTIAL, SMALL_BYTES, 0, largeShare);
        SplittableRandom random = new SplittableRandom(1);
        Requests requests = new Requests(mix, random, new Keys(mix, random, 0, 1));
        List<Integer> sizes = new ArrayList<>();
        ByteBuf out = Unpooled.buffer();
        for (int i = 0; i < 1000; i++) {
            requests.next(RESP, out.clear());
            sizes.add(out.readableBytes());
        }
        return sizes;
    }

    @Test
    void all_values_have_the_same_size_by_default() {
        assertThat(sizes(0)).allMatch(size -> size < SMALL_BYTES + 100);
    }

    @Test
    void one_value_in_a_hundred_is_large() {
        assertThat(sizes(0.01).stream()
                        .filter(size -> size > Load.MAX_VALUE_BYTES)
                        .count())
                .isBetween(3L, 25L);
        assertThat(sizes(0.01)).allMatch(size -> size < SMALL_BYTES + 100 || size > Load.MAX_VALUE_BYTES);
    }

    @Test
    void a_store_is_filled_with_the_same_mix() {
        Load load = Loads.mixed(RESP, 4, 3, 1, new Load.Amount.Requests(1));
        Load.Mix mix = new Load.Mix(10, Load.Choice.UNIFORM, SMALL_BYTES, 1, 0.25);
        Load large = new Load(load.address(), RESP, 4, 3, 1, load.amount(), mix, load.warmUp(), load.seed());
        assertThat(large.filling().mix()).isEqualTo(new Load.Mix(10, Load.Choice.SEQUENTIAL, SMALL_BYTES, 0, 0.25));
    }
}
