package kvs.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import kvs.client.ClientOptions;
import kvs.client.KvClient;
import kvs.engine.MemoryEngine;
import kvs.protocol.Bytes;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An address of one IP version is served for that version alone; {@code [::]} means both. */
class IpVersionTest {
    @BeforeEach
    void this_machine_has_both_versions() {
        assumeThat(Ipv6.isAvailable()).as("this machine has the address ::1").isTrue();
    }

    private static InetSocketAddress at(String host, InetSocketAddress bound) {
        return new InetSocketAddress(InetAddress.ofLiteral(host), bound.getPort());
    }

    private static void refuses(InetSocketAddress address) {
        assertThatThrownBy(
                        () -> new Socket(address.getAddress(), address.getPort()).close(),
                        "connecting to %s, which is refused",
                        address)
                .isInstanceOf(ConnectException.class);
    }

    private static void serves(InetSocketAddress address) throws IOException {
        try (KvClient client = KvClient.connect(address, ClientOptions.defaults())) {
            client.set(Bytes.utf8("key"), Bytes.utf8("value"));
            assertThat(client.get(Bytes.utf8("key"))).isEqualTo(Bytes.utf8("value"));
        }
    }

    private static Server server(String address) {
        return server(address, ServerLimits.DEFAULT);
    }

    private static Server server(String address, ServerLimits limits) {
        return new Server(
                ServerOptions.defaults().withAddress(Address.parse(address)).withLimits(limits), new MemoryEngine());
    }

    @Test
    void all_addresses_of_IPv4_are_not_those_of_IPv6() throws IOException {
        Server server = server("0.0.0.0:0");
        InetSocketAddress bound = server.start();
        try {
            serves(at("127.0.0.1", bound));
            refuses(at("::1", bound));
            assertThat(Address.showListening(bound)).isEqualTo("0.0.0.0:" + bound.getPort() + " (IPv4 only)");
        } finally {
            server.stop();
        }
        refuses(at("127.0.0.1", bound));
    }

    @Test
    void all_addresses_of_IPv6_are_all_addresses() throws IOException {
        Server server = server("[::]:0");
        InetSocketAddress bound = server.start();
        try {
            serves(at("127.0.0.1", bound));
            serves(at("::1", bound));
            assertThat(Address.showListening(bound)).endsWith(":" + bound.getPort() + " (IPv6 and IPv4)");
        } finally {
            server.stop();
        }
        refuses(at("::1", bound));
    }

    @Test
    void one_address_is_that_address() throws IOException {
        Server server = server("127.0.0.1:0");
        InetSocketAddress bound = server.start();
        try {
            serves(bound);
            refuses(at("::1", bound));
            assertThat(Address.showListening(bound)).isEqualTo(Address.show(bound));
        } finally {
            server.stop();
        }
    }

    /** Its sockets come from a channel, and have to stop in the same way as the others. */
    @Test
    void a_server_on_all_addresses_closes_an_idle_connection() throws IOException {
        Server server = server("0.0.0.0:0", ServerLimits.DEFAULT.withIdleTime(Duration.ofMillis(50)));
        InetSocketAddress bound = server.start();
        try (Socket silent = new Socket(InetAddress.ofLiteral("127.0.0.1"), bound.getPort())) {
            assertThat(silent.getInputStream().read()).isEqualTo(-1);
        } finally {
            server.stop();
        }
    }
}
