package kvs.cluster;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import kvs.net.EventLoop;
import kvs.server.Address;
import org.jspecify.annotations.Nullable;

/**
 * Serves what a node tells by HTTP, from threads of its own.
 *
 * <pre>
 *   GET  /metrics          what it counts, for Prometheus
 *   GET  /trace?after=SEQ  what happened after an event, see {@link NodeTrace}
 *   POST /cut, /heal       cuts it off from its peers, and ends that: a fault, only with the token of --allow-faults
 * </pre>
 */
public final class HttpPage {
    /** The header that has the token. A page of another origin cannot send it unasked. */
    public static final String TOKEN_HEADER = "X-Kvs-Token";

    private static final String METRICS = "text/plain; version=0.0.4; charset=utf-8";
    private static final String TEXT = "text/plain; charset=utf-8";
    private static final int BACKLOG = 64;
    private static final int THREADS = 4;
    private static final Pattern AFTER = Pattern.compile("after=(\\d{1,18})");

    private final HttpServer server;
    private final EventLoop loop;
    private final InetAddress boundTo;
    private final ExecutorService threads = Executors.newFixedThreadPool(
            THREADS, task -> Thread.ofPlatform().daemon().name("kvs-http").unstarted(task));

    HttpPage(InetSocketAddress address, EventLoop loop, NodeMetrics metrics) throws IOException {
        this.loop = loop;
        this.boundTo = address.getAddress();
        try {
            server = HttpServer.create(address, BACKLOG);
        } catch (IOException e) {
            threads.shutdown();
            throw new IOException("could not bind " + Address.show(address), e);
        }
        server.setExecutor(threads);
        serve("GET", "/metrics", exchange -> send(exchange, METRICS, metrics::page));
        server.start();
    }

    InetSocketAddress address() {
        return server.getAddress();
    }

    /** Serves the trace, unless it is null. */
    void serveTrace(@Nullable NodeTrace trace) {
        if (trace != null) {
            serve("GET", "/trace", exchange -> {
                String query = exchange.getRequestURI().getQuery();
                Matcher after = AFTER.matcher(query == null ? "" : query);
                // The trace is there for any thread: a node that is busy is all the more worth a look.
                send(exchange, 200, TEXT, trace.after(after.matches() ? Long.parseLong(after.group(1)) : 0));
            });
        }
    }

    /** Lets a process on this machine that knows the token cause faults, unless the token is null. */
    void serveFaults(@Nullable String token, Consumer<Boolean> cut) {
        if (token != null) {
            serve("POST", "/cut", exchange -> fault(exchange, token, () -> cut.accept(true)));
            serve("POST", "/heal", exchange -> fault(exchange, token, () -> cut.accept(false)));
        }
    }

    private void fault(HttpExchange exchange, String token, Runnable fault) throws IOException {
        String given = exchange.getRequestHeaders().getFirst(TOKEN_HEADER);
        InetAddress from = exchange.getRemoteAddress().getAddress();
        boolean local = from.isLoopbackAddress()
                || from.equals(exchange.getLocalAddress().getAddress());
        if (!local || given == null || !MessageDigest.isEqual(bytes(given), bytes(token))) {
            send(exchange, 403, TEXT, "faults are for processes on this machine that know the token\n");
        } else {
            send(exchange, TEXT, () -> {
                fault.run();
                return "done\n";
            });
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Answers one exchange. */
    @FunctionalInterface
    private interface Answer {
        void to(HttpExchange exchange) throws IOException;
    }

    private void serve(String method, String path, Answer answer) {
        server.createContext(path, exchange -> {
            try (exchange) {
                if (isOfAnotherVersion(exchange)) {
                    // The end of the exchange closes the connection.
                    return;
                }
                if (!exchange.getRequestURI().getPath().equals(path)) {
                    send(exchange, 404, TEXT, "not found\n");
                } else if (!exchange.getRequestMethod().equals(method)) {
                    send(exchange, 405, TEXT, "use " + method + "\n");
                } else {
                    answer.to(exchange);
                }
            }
        });
    }

    /** Returns whether this came over IPv6 to a server on 0.0.0.0: the JDK's HTTP server listens on both versions. */
    private boolean isOfAnotherVersion(HttpExchange exchange) {
        return boundTo instanceof Inet4Address && exchange.getLocalAddress().getAddress() instanceof Inet6Address;
    }

    /** Sends what the thread of the loop returns. */
    private void send(HttpExchange exchange, String type, Supplier<String> page) throws IOException {
        CompletableFuture<String> text = new CompletableFuture<>();
        boolean asked = loop.offer(() -> text.complete(page.get()));
        try {
            if (!asked) {
                send(exchange, 503, TEXT, "the node is busy or stopping\n");
                return;
            }
            send(exchange, 200, type, text.get(2, TimeUnit.SECONDS));
        } catch (TimeoutException e) {
            send(exchange, 503, TEXT, "the node does not answer\n");
        } catch (ExecutionException e) {
            send(exchange, 500, TEXT, "the page could not be made: " + e.getCause() + "\n");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void send(HttpExchange exchange, int status, String type, String text) throws IOException {
        byte[] bytes = bytes(text);
        exchange.getResponseHeaders().set("Content-Type", type);
        // 0 would announce a body of unknown length.
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    void stop() {
        server.stop(0);
        threads.shutdownNow();
    }
}
