package kvs.sharded;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.opentest4j.AssertionFailedError;

/** A conversation with a server that differs fails, and shows what was said: a duel between two of this server. */
class DuelTest {
    private static final String LOST = ">3\r\n$7\r\nmessage\r\n$2\r\nch\r\n$4\r\nLOST\r\n";

    /** Passes on what clients and server say, but for {@link #LOST}, and for what comes with "SILENCE". */
    private static final class Relay implements AutoCloseable {
        private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        private final InetSocketAddress server;

        Relay(InetSocketAddress server) throws IOException {
            this.server = server;
            Thread.ofVirtual().start(this::accept);
        }

        InetSocketAddress address() {
            return (InetSocketAddress) listener.getLocalSocketAddress();
        }

        private void accept() {
            try {
                while (true) {
                    Socket client = listener.accept();
                    Socket onward = new Socket(server.getAddress(), server.getPort());
                    Thread.ofVirtual().start(() -> pass(client, onward));
                    Thread.ofVirtual().start(() -> pass(onward, client));
                }
            } catch (IOException _) {
                // The test is over.
            }
        }

        private static void pass(Socket from, Socket to) {
            byte[] bytes = new byte[1 << 16];
            try (to) {
                for (int read = from.getInputStream().read(bytes);
                        read >= 0;
                        read = from.getInputStream().read(bytes)) {
                    String text = new String(bytes, 0, read, ISO_8859_1).replace(LOST, "");
                    if (!text.contains("SILENCE")) {
                        to.getOutputStream().write(text.getBytes(ISO_8859_1));
                    }
                }
            } catch (IOException _) {
                // One of them has closed the connection.
            }
        }

        @Override
        public void close() throws IOException {
            listener.close();
        }
    }

    private static Deed pipeline(int client, String... lines) {
        List<List<String>> commands =
                Arrays.stream(lines).map(line -> List.of(line.split(" "))).toList();
        return new Deed.Pipeline(
                client, commands, commands.stream().map(_ -> false).toList(), List.of());
    }

    private static void expectFailure(Duration maxWait, Deed last, String... shown) throws IOException {
        try (Served one = Served.start(Served.Keys.ONE_SHARD_OF_OBJECTS);
                Served other = Served.start(Served.Keys.TWO_SHARDS_OF_SLABS);
                Relay relay = new Relay(other.address());
                Duel duel = new Duel(one.address(), relay.address(), maxWait)) {
            duel.play(pipeline(0, "SET a 1", "GET a"));
            duel.play(pipeline(1, "SUBSCRIBE ch"));
            duel.play(pipeline(0, "PUBLISH ch hello"));
            assertThat(duel.replies()).isPositive();
            assertThatThrownBy(() -> duel.play(last))
                    .isInstanceOf(AssertionFailedError.class)
                    .hasMessageContainingAll("0> SET a 1 | GET a", "1> SUBSCRIBE ch", "0> PUBLISH ch hello")
                    .hasMessageContainingAll(shown);
        }
    }

    @Test
    void a_reply_that_does_not_come_ends_the_conversation_and_is_shown_with_it() throws IOException {
        Duration maxWait = Duration.ofSeconds(1);
        expectFailure(maxWait, pipeline(2, "ECHO SILENCE"), "2> ECHO SILENCE", "SocketTimeoutException");
    }

    @Test
    void a_message_that_does_not_come_ends_the_conversation_without_a_limit_of_time() throws IOException {
        Duration forEver = Duration.ZERO;
        expectFailure(forEver, pipeline(0, "PUBLISH ch LOST"), "0> PUBLISH ch LOST", "messages", LOST);
    }
}
