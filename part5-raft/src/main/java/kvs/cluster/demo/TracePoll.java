package kvs.cluster.demo;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Asks the nodes for their traces, again and again: what a killed node has not told yet is lost. */
final class TracePoll implements AutoCloseable {
    private static final Duration INTERVAL = Duration.ofMillis(100);
    private static final Duration TIMEOUT = Duration.ofSeconds(1);

    private final DemoPlan plan;
    private final DemoNodes nodes;
    private final RunTrace trace;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(TIMEOUT)
            .build();
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            task -> Thread.ofPlatform().daemon().name("trace").unstarted(task));

    /** The number of the last line of each node's process. Guarded by this. */
    private final Map<Integer, Long> seen = new HashMap<>();

    TracePoll(DemoPlan plan, DemoNodes nodes, RunTrace trace) {
        this.plan = plan;
        this.nodes = nodes;
        this.trace = trace;
    }

    void start() {
        var _ = thread.scheduleWithFixedDelay(this::round, 0, INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Asks every node that runs for what is new. One that does not answer is asked again in the next round. */
    synchronized void round() {
        List<CompletableFuture<Void>> answers = new ArrayList<>();
        for (int id : plan.ids()) {
            if (nodes.isUp(id)) {
                answers.add(ask(id));
            }
        }
        CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new)).join();
    }

    private CompletableFuture<Void> ask(int id) {
        URI address = URI.create("http://" + plan.httpAddress(id) + "/trace?after=" + seen.getOrDefault(id, 0L));
        HttpRequest request = HttpRequest.newBuilder(address).timeout(TIMEOUT).build();
        return client.sendAsync(request, HttpResponse.BodyHandlers.ofString())
                .thenApply(response -> response.statusCode() == 200 ? response.body() : "")
                .exceptionally(_ -> "")
                .thenAccept(lines -> lines.lines().forEach(line -> {
                    long number = trace.addLine(line);
                    synchronized (seen) {
                        seen.merge(id, number, Math::max);
                    }
                }));
    }

    /** Takes that a node is a new process: its trace begins anew. */
    synchronized void restarted(int id) {
        seen.remove(id);
    }

    @Override
    public void close() {
        thread.shutdownNow();
        client.shutdownNow();
    }
}
