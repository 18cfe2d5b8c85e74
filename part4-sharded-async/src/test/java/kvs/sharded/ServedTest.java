package kvs.sharded;

import static org.assertj.core.api.Assertions.assertThat;

import kvs.resp.RespValue;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The server answers at all. */
class ServedTest {

    @ParameterizedTest
    @EnumSource
    void stores_and_finds(Served.Keys keys) throws Exception {
        try (Served served = Served.start(keys)) {
            TestClient client = served.client();
            assertThat(client.ask("SET", "key", "value")).isEqualTo(new RespValue.Simple("OK"));
            assertThat(client.askRaw("GET", "key")).isEqualTo("$5\r\nvalue\r\n");
            client.send("PING\r\nQUIT\r\nPING\r\n");
            assertThat(client.readToEnd()).isEqualTo("+PONG\r\n+OK\r\n");
        }
    }
}
