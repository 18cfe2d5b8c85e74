package kvs.cluster;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import kvs.net.NetStats;

/** Everything that a node counts, for {@code info} and {@code /metrics}. For the thread of the node's loop. */
final class NodeMetrics {
    private final Replication replication;
    private final NetStats net;
    private final Admission clients;
    private final List<Supplier<List<Metric>>> others = new ArrayList<>();
    private final long startNanos = System.nanoTime();

    NodeMetrics(Replication replication, NetStats net, Admission clients) {
        this.replication = replication;
        this.net = net;
        this.clients = clients;
    }

    /** Adds what another part of the node counts. */
    void add(Supplier<List<Metric>> metrics) {
        others.add(metrics);
    }

    List<Metric> all() {
        List<Metric> all = new ArrayList<>(replication.metrics());
        others.forEach(other -> all.addAll(other.get()));
        all.add(new Metric("kvs_client_connections", false, clients.open(), "Open connections of clients."));
        all.add(new Metric(
                "kvs_client_connections_rejected_total",
                true,
                clients.rejected() + net.rejected(),
                "Connections above a limit."));
        all.add(new Metric(
                "kvs_connections_closed_by_deadline_total",
                true,
                net.closedByDeadline(),
                "Connections that were idle or slow for too long."));
        all.add(new Metric("kvs_net_received_bytes_total", true, net.bytesIn(), "Bytes from clients and peers."));
        all.add(new Metric("kvs_net_sent_bytes_total", true, net.bytesOut(), "Bytes to clients and peers."));
        Runtime runtime = Runtime.getRuntime();
        all.add(new Metric(
                "kvs_heap_used_bytes",
                false,
                runtime.totalMemory() - runtime.freeMemory(),
                "Bytes of the heap in use."));
        all.add(new Metric(
                "kvs_uptime_seconds",
                false,
                (System.nanoTime() - startNanos) / 1e9,
                "Seconds since the node started."));
        return all;
    }

    /** Returns the page that Prometheus reads, in its text format. */
    String page() {
        StringBuilder page = new StringBuilder();
        for (Metric metric : all()) {
            page.append("# HELP ")
                    .append(metric.name())
                    .append(' ')
                    .append(metric.help())
                    .append('\n');
            page.append("# TYPE ").append(metric.name()).append(metric.counter() ? " counter\n" : " gauge\n");
            double value = metric.value();
            page.append(metric.name()).append(' ');
            if (value == Math.rint(value) && Math.abs(value) < 1e15) {
                page.append((long) value);
            } else {
                page.append(value);
            }
            page.append('\n');
        }
        return page.toString();
    }
}
