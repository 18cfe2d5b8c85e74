package kvs.cluster;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import kvs.raft.proto.ResponseProto;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Connections to the port of Redis's clients, which may stay silent: they take none of the peers' connections. */
@Timeout(120)
class RespPortTest {
    private static final int MAX_CONNECTIONS = 3;

    private final int port = TestAddresses.port();

    private RawConnection connect() throws IOException {
        return new RawConnection(TestAddresses.host(), port);
    }

    private static String ping(RawConnection connection) throws IOException {
        connection.send("PING\r\n".getBytes(US_ASCII));
        return connection.readLine();
    }

    @Test
    void rejects_connections_above_the_limit_of_clients_and_serves_when_one_is_gone() throws Exception {
        try (LocalCluster cluster = new LocalCluster(
                1, options -> options.withRespPort(port).withNet(options.net().withMaxConnections(MAX_CONNECTIONS)))) {
            cluster.start(cluster.options(1));
            List<RawConnection> silent = new ArrayList<>();
            for (int i = 0; i < MAX_CONNECTIONS; i++) {
                silent.add(connect());
            }
            assertThat(ping(silent.getLast())).isEqualTo("+PONG");

            try (RawConnection more = connect();
                    RawConnection client = new RawConnection(
                            TestAddresses.host(), cluster.address(1).clientPort())) {
                assertThat(more.readLine()).isEqualTo("-ERR max number of clients reached");
                assertThat(more.readToEnd()).isZero();
                assertThat(ResponseProto.parseFrom(client.readFrame()).getRejected())
                        .isEqualTo("there are 3 connections already; try again later");
            }

            silent.removeFirst().close();
            String answer;
            do {
                // The node may see the end of one connection after the start of the next.
                try (RawConnection next = connect()) {
                    answer = ping(next);
                }
            } while (answer.startsWith("-ERR max number of clients"));
            assertThat(answer).isEqualTo("+PONG");
            for (RawConnection each : silent) {
                each.close();
            }
        }
    }
}
