package kvs.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import kvs.net.Clock;
import kvs.net.EventLoop;
import kvs.net.NetLimits;
import kvs.net.NetStats;
import kvs.raft.Envelope;
import kvs.raft.Message;
import kvs.raft.kv.Request;
import kvs.raft.proto.NodeInfoProto;
import kvs.server.Ipv6;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HttpPageTest {
    private final HttpClient client = HttpClient.newHttpClient();
    private final BlockingQueue<Boolean> cuts = new LinkedBlockingQueue<>();
    private final NetStats stats = new NetStats();
    private EventLoop loop;
    private HttpPage page;

    @BeforeEach
    void serve() throws IOException {
        loop = new EventLoop("test", NetLimits.DEFAULT, Clock.SYSTEM, stats);
        loop.start();
        page = pageOn(InetAddress.getLoopbackAddress());
    }

    private HttpPage pageOn(InetAddress address) throws IOException {
        NodeMetrics metrics = new NodeMetrics(new Silent(), stats, new Admission(1, 1));
        return new HttpPage(new InetSocketAddress(address, 0), loop, metrics);
    }

    @AfterEach
    void stop() throws InterruptedException {
        client.close();
        page.stop();
        loop.stop(Duration.ZERO);
    }

    private HttpResponse<String> send(String method, String path, String... headers) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + page.address().getPort() + path);
        HttpRequest.Builder request = HttpRequest.newBuilder(uri).method(method, HttpRequest.BodyPublishers.noBody());
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void shows_the_metrics() throws Exception {
        HttpResponse<String> answer = send("GET", "/metrics");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("# TYPE kvs_test_total counter\nkvs_test_total 3\n");
    }

    @Test
    void shows_the_trace_after_an_event() throws Exception {
        NodeTrace trace = new NodeTrace(1, () -> 0);
        page.serveTrace(trace);
        assertThat(send("GET", "/trace?after=0").body()).isEmpty();
        trace.sent(new Envelope(1, 1, 2, new Message.TimeoutNow(1)));
        trace.sent(new Envelope(1, 1, 2, new Message.TimeoutNow(2)));
        assertThat(send("GET", "/trace").body().lines()).hasSize(2);
        assertThat(send("GET", "/trace?after=1").body())
                .startsWith("{\"seq\":2,")
                .endsWith("}\n");
        assertThat(send("GET", "/trace?after=2").body()).isEmpty();
    }

    /** The JDK's server listens on both versions, so a connection over IPv6 is accepted, and then closed unanswered. */
    @Test
    void all_addresses_of_IPv4_are_not_those_of_IPv6() throws Exception {
        assumeThat(Ipv6.isAvailable()).as("this machine has the address ::1").isTrue();
        HttpPage ofIpv4 = pageOn(InetAddress.ofLiteral("0.0.0.0"));
        try {
            int port = ofIpv4.address().getPort();
            assertThat(answer("127.0.0.1", port)).startsWith("HTTP/1.1 200 ");
            assertThat(answer("::1", port)).as("answer over IPv6").isEmpty();
        } finally {
            ofIpv4.stop();
        }
    }

    /** Returns all that comes for a request of the metrics; nothing if the connection is refused. */
    private static String answer(String host, int port) throws IOException {
        try (Socket socket = new Socket(InetAddress.ofLiteral(host), port)) {
            socket.getOutputStream()
                    .write("GET /metrics HTTP/1.1\r\nHost: test\r\nConnection: close\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        } catch (ConnectException _) {
            return "";
        }
    }

    @Test
    void cuts_the_node_off_for_a_caller_with_the_token() throws Exception {
        page.serveFaults("secret", cuts::add);
        assertThat(send("POST", "/cut", HttpPage.TOKEN_HEADER, "secret").statusCode())
                .isEqualTo(200);
        assertThat(send("POST", "/heal", HttpPage.TOKEN_HEADER, "secret").statusCode())
                .isEqualTo(200);
        assertThat(cuts).containsExactly(true, false);
    }

    @Test
    void rejects_a_fault_without_the_right_token() throws Exception {
        page.serveFaults("secret", cuts::add);
        assertThat(send("POST", "/cut").statusCode()).isEqualTo(403);
        assertThat(send("POST", "/heal", HttpPage.TOKEN_HEADER, "guess").statusCode())
                .isEqualTo(403);
        assertThat(send("GET", "/cut", HttpPage.TOKEN_HEADER, "secret").statusCode())
                .isEqualTo(405);
        assertThat(cuts).isEmpty();
    }

    @Test
    void knows_neither_faults_nor_a_trace_unless_told_to() throws Exception {
        page.serveFaults(null, cuts::add);
        page.serveTrace(null);
        assertThat(send("POST", "/cut", HttpPage.TOKEN_HEADER, "secret").statusCode())
                .isEqualTo(404);
        assertThat(send("GET", "/trace").statusCode()).isEqualTo(404);
        assertThat(send("GET", "/metrics/more").statusCode()).isEqualTo(404);
        assertThat(send("POST", "/metrics").statusCode()).isEqualTo(405);
        assertThat(cuts).isEmpty();
    }

    /** Replicates nothing, and counts one thing. */
    private static final class Silent implements Replication {
        @Override
        public String name() {
            return "silent";
        }

        @Override
        public long cluster() {
            return 0;
        }

        @Override
        public int leader() {
            return 0;
        }

        @Override
        public @Nullable NodeAddress address(int node) {
            return null;
        }

        @Override
        public List<Metric> metrics() {
            return List.of(new Metric("kvs_test_total", true, 3, "A test."));
        }

        @Override
        public void describe(NodeInfoProto.Builder info) {}

        @Override
        public void start() {}

        @Override
        public void resign(Duration timeout) {}

        @Override
        public void disconnect() {}

        @Override
        public void close() {}

        @Override
        public void submit(Request request, Answer answer) {}
    }
}
