package kvs.cluster.local;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import kvs.cluster.HttpPage;
import kvs.server.Address;
import kvs.server.ErrorLine;
import kvs.sim.Json;

/**
 * Serves the live page to a browser on this machine.
 *
 * <pre>
 *   GET  /                  the page, in one piece
 *   GET  /events?after=N    how the nodes stand, and the events after number N: {"nodes":[…],"events":[…],"next":N,…}
 *   POST /nodes/ID/ACTION   pause, resume, kill, start, stop, restart, cut, heal: {"said":"node 2 is paused"}
 * </pre>
 *
 * <p>A page of another site must not reach the cluster through the browser. So the server listens on the loopback address alone;
 * it answers only requests for a name of this machine, or a site could give its own name this address; and a POST must carry the
 * token that is in the page, in a header that only the page itself can send.
 */
final class LivePage {
    private static final String POLICY =
            "default-src 'none'; script-src 'nonce-$token'; style-src 'nonce-$token'; connect-src 'self';"
                    + " img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    private static final Pattern AFTER = Pattern.compile("after=(\\d{1,15})");
    private static final Pattern ACTION = Pattern.compile("/nodes/(\\d{1,9})/([a-z]{1,20})");
    private static final int BACKLOG = 64;
    private static final int THREADS = 4;

    private final HttpServer server;
    private final Pages pages;
    private final ExecutorService threads = Executors.newFixedThreadPool(
            THREADS, task -> Thread.ofPlatform().daemon().name("page").unstarted(task));

    /**
     * What the page shows and does.
     *
     * @param token that a POST must carry
     * @param html of the page
     * @param status how the cluster stands, as fields
     */
    record Pages(String token, Supplier<String> html, Supplier<Json> status, EventLog log, Actions actions) {}

    /** Does what a button says. */
    @FunctionalInterface
    interface Actions {
        String act(LocalCluster.Action action, int node) throws IOException, InterruptedException;
    }

    /** @param port 0 for any */
    LivePage(int port, Pages pages) throws IOException {
        this.pages = pages;
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        try {
            server = HttpServer.create(address, BACKLOG);
        } catch (IOException e) {
            threads.shutdown();
            throw new IOException(
                    "could not bind " + Address.show(address) + " for the page; choose another port with --page", e);
        }
        server.setExecutor(threads);
        server.createContext("/", this::answer);
        server.start();
    }

    int port() {
        return server.getAddress().getPort();
    }

    String url() {
        return "http://127.0.0.1:" + port() + "/";
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            Matcher action = ACTION.matcher(path);
            String host = exchange.getRequestHeaders().getFirst("Host");
            exchange.getResponseHeaders().set("Cache-Control", "no-store");
            exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
            if (host == null || !isOwn(host)) {
                send(
                        exchange,
                        403,
                        "text/plain",
                        "this page is for a browser on the same machine: open " + url() + "\n");
            } else if (action.matches()) {
                act(exchange, Integer.parseInt(action.group(1)), action.group(2));
            } else if (!path.equals("/") && !path.equals("/events")) {
                send(exchange, 404, "text/plain", "not found\n");
            } else if (!exchange.getRequestMethod().equals("GET")) {
                send(exchange, 405, "text/plain", "use GET\n");
            } else if (path.equals("/")) {
                page(exchange);
            } else {
                send(
                        exchange,
                        200,
                        "application/json",
                        events(exchange.getRequestURI().getQuery()));
            }
        }
    }

    private boolean isOwn(String host) {
        String port = ":" + port();
        return List.of("127.0.0.1" + port, "localhost" + port, "[::1]" + port).contains(host.toLowerCase(Locale.ROOT));
    }

    private void page(HttpExchange exchange) throws IOException {
        String policy = POLICY.replace("$token", pages.token());
        exchange.getResponseHeaders().set("Content-Security-Policy", policy);
        exchange.getResponseHeaders().set("Referrer-Policy", "no-referrer");
        send(exchange, 200, "text/html", pages.html().get());
    }

    private String events(String query) {
        Matcher after = AFTER.matcher(query == null ? "" : query);
        long number = after.matches() ? Long.parseLong(after.group(1)) : 0;
        Json status = pages.status().get();
        // Both at once, or an event could slip in between.
        synchronized (pages.log()) {
            boolean whole = pages.log().has(number);
            List<String> lines = pages.log().after(number);
            String head =
                    status.add("next", pages.log().last()).add("afresh", !whole).toString();
            return head.substring(0, head.length() - 1) + ",\"events\":[" + String.join(",\n", lines) + "]}";
        }
    }

    private void act(HttpExchange exchange, int node, String word) throws IOException {
        String token = exchange.getRequestHeaders().getFirst(HttpPage.TOKEN_HEADER);
        LocalCluster.Action action = LocalCluster.Action.named(word);
        if (!exchange.getRequestMethod().equals("POST")) {
            send(exchange, 405, "text/plain", "use POST\n");
        } else if (token == null || !MessageDigest.isEqual(bytes(token), bytes(pages.token()))) {
            said(exchange, 403, "the token is missing or old: load the page again");
        } else if (action == null) {
            said(exchange, 404, "there is no action \"" + word + "\"");
        } else {
            try {
                said(exchange, 200, pages.actions().act(action, node));
            } catch (IOException e) {
                said(exchange, 409, ErrorLine.of(e));
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                said(exchange, 503, "the cluster is stopping");
            }
        }
    }

    private static void said(HttpExchange exchange, int status, String sentence) throws IOException {
        send(
                exchange,
                status,
                "application/json",
                new Json().add("said", sentence).toString());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static void send(HttpExchange exchange, int status, String type, String text) throws IOException {
        byte[] bytes = bytes(text);
        exchange.getResponseHeaders().set("Content-Type", type + "; charset=utf-8");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    void stop() {
        server.stop(0);
        threads.shutdownNow();
    }
}
