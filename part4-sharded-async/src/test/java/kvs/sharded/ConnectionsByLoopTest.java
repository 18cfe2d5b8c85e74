package kvs.sharded;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** INFO shows how connections are distributed. */
class ConnectionsByLoopTest {

    @Test
    void the_acceptor_gives_each_loop_the_same_number() throws Exception {
        try (Served served = Served.start(Served.Keys.TWO_SHARDS_OF_SLABS)) {
            TestClient first = served.client();
            for (int i = 1; i < 10; i++) {
                assertThat(served.client().askRaw("PING")).isEqualTo("+PONG\r\n");
            }
            assertThat(first.askRaw("INFO", "clients")).contains("\r\nkvs_connections_by_loop:5,5\r\n");
        }
    }

    @Test
    void a_shared_port_leaves_it_to_the_kernel() throws Exception {
        try (Served served = Served.start(sharedPort())) {
            TestClient first = served.client();
            for (int i = 1; i < 10; i++) {
                assertThat(served.client().askRaw("PING")).isEqualTo("+PONG\r\n");
            }
            assertThat(first.askRaw("INFO", "clients")
                            .lines()
                            .filter(line -> line.startsWith("kvs_connections_by_loop:"))
                            .flatMap(line -> Stream.of(
                                    line.substring(line.indexOf(':') + 1).split(",")))
                            .flatMapToInt(count -> IntStream.of(Integer.parseInt(count)))
                            .sum())
                    .isEqualTo(10);
        }
    }

    private static ShardedOptions sharedPort() {
        ShardedOptions options = Served.Keys.TWO_SHARDS_OF_SLABS.options();
        return new ShardedOptions(
                options.address(),
                options.codec(),
                options.shards(),
                options.design(),
                options.map(),
                true,
                options.storage(),
                options.net(),
                options.resp(),
                options.maxSubscriberBytes(),
                options.shutdownFromAnywhere());
    }
}
