package kvs.cluster.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import kvs.cluster.HttpPage;
import kvs.cluster.local.LocalCluster.Action;
import kvs.sim.Json;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class LivePageTest {
    private static final String TOKEN = "0123456789abcdef";

    private final HttpClient client = HttpClient.newHttpClient();
    private final BlockingQueue<String> acts = new LinkedBlockingQueue<>();
    private final EventLog log = new EventLog();
    private LivePage page;

    @BeforeEach
    void serve() throws IOException {
        page = new LivePage(
                0,
                new LivePage.Pages(
                        TOKEN, () -> Live.html(TOKEN), () -> new Json().add("now", 77), log, (action, node) -> {
                            acts.add(action + " " + node);
                            if (node == 9) {
                                throw new IOException("there is no node 9");
                            }
                            return "done to node " + node;
                        }));
    }

    @AfterEach
    void stop() {
        client.close();
        page.stop();
    }

    private HttpResponse<String> send(String method, String path, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create(page.url()).resolve(path))
                .method(method, HttpRequest.BodyPublishers.noBody());
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    /** The client of the JDK does not let a caller choose the host. */
    private String statusFor(String host) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), page.port())) {
            String request = "GET /events?after=0 HTTP/1.1\r\n" + host + "Connection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))
                    .readLine();
        }
    }

    @Test
    void serves_one_page_that_needs_nothing_else() throws Exception {
        HttpResponse<String> answer = send("GET", "/");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body())
                .contains("<section id=\"cards\"", "class LivePage extends Page", "content=\"" + TOKEN + "\"")
                .doesNotContain("/*script*/", "/*style*/", "/*trace*/", "src=", "http://", "https://");
        assertThat(answer.headers().firstValue("Content-Security-Policy"))
                .hasValueSatisfying(policy -> assertThat(policy)
                        .contains("default-src 'none'", "script-src 'nonce-" + TOKEN + "'", "connect-src 'self'")
                        .doesNotContain("unsafe"));
        assertThat(answer.body()).doesNotContain("Content-Security-Policy");
    }

    @Test
    void listens_on_the_loopback_address_alone() {
        assertThat(page.url()).isEqualTo("http://127.0.0.1:" + page.port() + "/");
    }

    @Test
    void tells_how_the_cluster_stands_and_what_happened() throws Exception {
        log.add(new EventLog.Event(5, "", "\"ev\":\"a\"}"));
        log.add(new EventLog.Event(6, "", "\"ev\":\"b\"}"));
        assertThat(send("GET", "/events?after=1").body())
                .isEqualTo("{\"now\":77,\"next\":2,\"afresh\":false,\"events\":[{\"n\":2,\"t\":6,\"ev\":\"b\"}]}");
        assertThat(send("GET", "/events").body()).contains("\"n\":1", "\"n\":2");
        assertThat(send("GET", "/events?after=99").body()).contains("\"afresh\":true", "\"n\":1");
    }

    @ParameterizedTest
    @EnumSource(Action.class)
    void a_button_does_what_it_says(Action action) throws Exception {
        String path = "/nodes/2/" + action.name().toLowerCase(java.util.Locale.ROOT);
        HttpResponse<String> answer = send("POST", path, HttpPage.TOKEN_HEADER, TOKEN);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("{\"said\":\"done to node 2\"}");
        assertThat(acts).containsExactly(action + " 2");
    }

    @Test
    void an_action_without_the_token_is_rejected() throws Exception {
        assertThat(send("POST", "/nodes/2/kill").statusCode()).isEqualTo(403);
        assertThat(send("POST", "/nodes/2/kill", HttpPage.TOKEN_HEADER, "guess").statusCode())
                .isEqualTo(403);
        assertThat(send("GET", "/nodes/2/kill", HttpPage.TOKEN_HEADER, TOKEN).statusCode())
                .isEqualTo(405);
        assertThat(acts).isEmpty();
    }

    @Test
    void an_action_that_fails_is_answered_with_its_reason() throws Exception {
        HttpResponse<String> answer = send("POST", "/nodes/9/kill", HttpPage.TOKEN_HEADER, TOKEN);
        assertThat(answer.statusCode()).isEqualTo(409);
        assertThat(answer.body()).isEqualTo("{\"said\":\"there is no node 9\"}");
        assertThat(send("POST", "/nodes/2/fly", HttpPage.TOKEN_HEADER, TOKEN).statusCode())
                .isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"Host: evil.example\r\n", "Host: 127.0.0.1\r\n", "Host: 127.0.0.1.evil.example:PORT\r\n", ""})
    void a_request_for_another_host_is_rejected(String host) throws IOException {
        // A site whose name leads to this address would be asked for under its own name.
        assertThat(statusFor(host.replace("PORT", "" + page.port()))).contains(" 403 ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "localhost", "LocalHost", "[::1]"})
    void a_request_for_this_machine_is_answered(String host) throws IOException {
        assertThat(statusFor("Host: " + host + ":" + page.port() + "\r\n")).contains(" 200 ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/favicon.ico", "/events/more", "/nodes/x/kill", "/../etc/passwd", "/nodes/2"})
    void there_is_nothing_else(String path) throws Exception {
        assertThat(send("GET", path).statusCode()).isEqualTo(404);
    }

    @Test
    void the_page_and_its_events_are_only_read() throws Exception {
        assertThat(send("POST", "/").statusCode()).isEqualTo(405);
        assertThat(send("DELETE", "/events").statusCode()).isEqualTo(405);
    }
}
