package kvs.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Collections;
import java.util.List;
import kvs.engine.MemoryEngine;
import kvs.protocol.Bytes;
import kvs.protocol.Command;
import kvs.protocol.Limits;
import kvs.protocol.NotEncodableException;
import kvs.protocol.TextCodec;
import kvs.server.ServerOptions;
import kvs.server.TestServer;
import org.junit.jupiter.api.Test;

class KvClientConnectTest {
    @Test
    void names_the_address_it_could_not_connect_to() throws IOException {
        InetSocketAddress free;
        try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = (InetSocketAddress) listener.getLocalSocketAddress();
        }
        assertThatThrownBy(() -> KvClient.connect(free, ClientOptions.defaults()))
                .hasMessage("could not connect to 127.0.0.1 port " + free.getPort())
                .hasCauseInstanceOf(ConnectException.class);
    }

    @Test
    void stays_usable_after_a_request_that_the_protocol_cannot_express() throws IOException {
        ServerOptions options = ServerOptions.defaults().withCodec(new TextCodec(Limits.DEFAULT));
        try (TestServer server = TestServer.start(options, new MemoryEngine())) {
            KvClient client = server.client();
            assertThatThrownBy(() -> client.ping(Bytes.EMPTY)).isInstanceOf(NotEncodableException.class);
            assertThat(client.get(Bytes.EMPTY)).isNull();
        }
    }

    @Test
    void writes_and_reads_at_the_same_time() throws IOException {
        Bytes large = Bytes.copyOf(new byte[1 << 20]);
        try (TestServer server = TestServer.start(ServerOptions.defaults(), new MemoryEngine())) {
            List<Command> pings = Collections.nCopies(24, new Command.Ping(large));
            assertThat(server.client().call(pings))
                    .as("24 MB each way: a client that writes it all before it reads waits for ever")
                    .hasSize(24);
        }
    }
}
