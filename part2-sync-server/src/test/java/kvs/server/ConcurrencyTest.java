package kvs.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import kvs.engine.MemoryEngine;
import kvs.protocol.Bytes;
import kvs.protocol.Command;
import kvs.protocol.Response;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Exercise 2.7: many clients. */
@Tag("2.7")
@Timeout(60)
class ConcurrencyTest {
    private static final Command PING = new Command.Ping(Bytes.EMPTY);

    private static TestServer start(Concurrency concurrency) throws IOException {
        return TestServer.start(ServerOptions.defaults().withConcurrency(concurrency), new MemoryEngine());
    }

    @Test
    void single_serves_one_client_after_the_other() throws IOException {
        try (TestServer server = start(Concurrency.single())) {
            TestServer.Wire first = server.wire().send(PING);
            assertThat(first.response()).isEqualTo(Response.Ok.DONE);
            TestServer.Wire second = server.wire().send(PING);
            assertThat(first.send(PING).response()).isEqualTo(Response.Ok.DONE);
            assertThat(second.socket().getInputStream().available())
                    .as("bytes for the second client while the first is there")
                    .isZero();
            first.close();
            assertThat(second.response()).isEqualTo(Response.Ok.DONE);
        }
    }

    @Test
    void pool_serves_as_many_clients_as_it_has_threads() throws IOException {
        try (TestServer server = start(Concurrency.pool(2))) {
            TestServer.Wire first = server.wire().send(PING);
            TestServer.Wire second = server.wire().send(PING);
            assertThat(first.response()).isEqualTo(Response.Ok.DONE);
            assertThat(second.response()).isEqualTo(Response.Ok.DONE);
            TestServer.Wire third = server.wire().send(PING);
            assertThat(second.send(PING).response()).isEqualTo(Response.Ok.DONE);
            assertThat(third.socket().getInputStream().available()).isZero();
            first.close();
            assertThat(third.response()).isEqualTo(Response.Ok.DONE);
        }
    }

    @Test
    void virtual_serves_everybody_while_hundreds_say_nothing() throws IOException {
        try (TestServer server = start(Concurrency.virtual())) {
            List<TestServer.Wire> idle = new ArrayList<>();
            for (int i = 0; i < 300; i++) {
                idle.add(server.wire());
            }
            assertThat(server.wire().send(PING).response()).isEqualTo(Response.Ok.DONE);
            assertThat(idle.getFirst().send(PING).response()).isEqualTo(Response.Ok.DONE);
        }
    }

    @Test
    void each_has_the_name_that_a_command_line_gives_it() {
        assertThat(List.of(Concurrency.single(), Concurrency.pool(3), Concurrency.virtual()))
                .extracting(Concurrency::name)
                .containsExactly("single", "pool", "virtual");
    }
}
