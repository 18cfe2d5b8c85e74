package kvs.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class StreamsTest {
    @Test
    void the_same_seed_and_concern_give_the_same_stream() {
        long first = new Streams(7).of(Streams.Concern.NETWORK, 3).nextLong();
        assertThat(new Streams(7).of(Streams.Concern.NETWORK, 3).nextLong()).isEqualTo(first);
    }

    @Test
    void streams_of_other_seeds_concerns_and_parts_differ() {
        Set<Long> firsts = new HashSet<>();
        int streams = 0;
        for (long seed = 0; seed < 20; seed++) {
            for (Streams.Concern concern : Streams.Concern.values()) {
                for (int part = 0; part < 20; part++) {
                    firsts.add(new Streams(seed).of(concern, part).nextLong());
                    streams++;
                }
            }
        }
        assertThat(firsts).hasSize(streams);
    }

    @Test
    void a_stream_is_the_same_in_every_version_so_that_saved_seeds_stay_what_they_are() {
        assertThat(new Streams(42).of(Streams.Concern.FAULTS).nextLong()).isEqualTo(STREAM_OF_42);
    }

    private static final long STREAM_OF_42 = 2486255600760581703L;
}
