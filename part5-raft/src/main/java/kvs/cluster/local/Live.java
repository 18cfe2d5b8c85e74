package kvs.cluster.local;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import kvs.raft.proto.NodeInfoProto;
import kvs.server.ErrorLine;
import kvs.sim.Json;
import kvs.sim.Timeline;

/** The live page of a cluster: what it shows, and the thread that collects it. */
final class Live {
    private static final long INTERVAL_MILLIS = 200;

    /** The scripts of the page, after those of the timeline. */
    private static final List<String> SCRIPTS = List.of("live-feed.js", "live-cards.js", "live-page.js");

    private static final String CARDS =
            "<section id=\"cards\" class=\"cards\" aria-label=\"nodes\"></section>\n  <p id=\"said\" role=\"status\"></p>";

    private final ClusterPlan plan;
    private final LocalCluster cluster;
    private final Watch watch;
    private final Collector collector;
    private final LivePage page;
    private final Output output;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            task -> Thread.ofPlatform().daemon().name("collector").unstarted(task));

    /** @param token for the page alone */
    Live(
            ClusterPlan plan,
            LocalCluster cluster,
            Watch watch,
            Collector collector,
            EventLog log,
            Output output,
            String token)
            throws IOException {
        this.plan = plan;
        this.cluster = cluster;
        this.watch = watch;
        this.collector = collector;
        this.output = output;
        this.page = new LivePage(
                plan.pagePort(), new LivePage.Pages(token, () -> html(token), this::status, log, cluster::act));
    }

    void start() {
        Future<?> _ = thread.scheduleWithFixedDelay(this::round, 0, INTERVAL_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void round() {
        try {
            collector.round();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            // The next round may fare better; one that throws would be the last.
            output.cluster("the page misses events: " + ErrorLine.of(e));
        }
    }

    String url() {
        return page.url();
    }

    /**
     * Returns the page: the frame of the timeline, with a place for the cards.
     *
     * <p>The token is also the nonce of its scripts: a script without it does not run, as a request without it does nothing.
     */
    static String html(String token) {
        StringBuilder scripts = new StringBuilder(Timeline.drawingScripts());
        SCRIPTS.forEach(script -> scripts.append(resource(script)).append('\n'));
        String page = Timeline.frame();
        page = swap(
                page,
                "<meta http-equiv=\"Content-Security-Policy\" [^>]*>",
                "<meta name=\"kvs-token\" content=\"" + token + "\">\n<link rel=\"icon\" href=\"data:,\">");
        page = swap(page, "<script type=\"application/json\" id=\"trace\">.*</script>\n", "");
        page = swap(page, "<div id=\"verdict\" [^>]*></div>", "$0\n  " + CARDS);
        page = swap(page, "<style>", "<style nonce=\"" + token + "\">");
        page = swap(page, "<script>", "<script nonce=\"" + token + "\">");
        page = swap(page, "/\\*style\\*/", Matcher.quoteReplacement(Timeline.style() + resource("live.css")));
        return swap(page, "/\\*script\\*/", Matcher.quoteReplacement(scripts.toString()));
    }

    private static String swap(String page, String mark, String by) {
        Matcher found = Pattern.compile(mark).matcher(page);
        if (!found.find()) {
            throw new IllegalStateException("timeline.html has no " + mark + ": the live page is built on it");
        }
        return found.replaceFirst(by);
    }

    private static String resource(String name) {
        try (InputStream in = Live.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(
                        "the resource " + name + " is missing from the class path; build part5-raft again");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(name + " could not be read from the class path", e);
        }
    }

    private Json status() {
        List<Json> nodes = new ArrayList<>();
        for (int id : plan.ids()) {
            nodes.add(status(id));
        }
        return new Json()
                // By which a page notices that another cluster has its port now.
                .add("run", collector.started())
                .add("now", collector.now())
                .add("leader", watch.leader())
                .add("nodes", nodes);
    }

    private Json status(int id) {
        NodeProcess process = cluster.process(id);
        NodeInfoProto view = watch.view(id);
        Json status = new Json()
                .add("id", id)
                .add("state", process.state().name().toLowerCase(Locale.ROOT))
                .add("cut", cluster.isCutOff(id))
                .add("pid", process.pid())
                .add("clients", plan.address(id).forClients())
                .add("answers", view != null);
        if (view != null) {
            status.add("role", view.getRole())
                    .add("recovering", view.getRecovering())
                    .add("term", view.getTerm())
                    .add("first", view.getFirst())
                    .add("last", view.getLast().getIndex())
                    .add("durable", view.getDurable())
                    .add("commit", view.getCommit())
                    .add("applied", view.getApplied())
                    .add("keys", view.getKeys());
        }
        return status;
    }

    void stop() {
        thread.shutdownNow();
        collector.stop();
        page.stop();
    }
}
