package kvs.benchmarks.cluster;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * From the end of the leader's process to the next acknowledged write, as a client sees it: one writer asks without a
 * pause, and the gap is the time between the last write that was acknowledged before and the first after.
 */
final class Failover {
    /** In which a node that answers again catches up. */
    private static final long SETTLE_MILLIS = 1000;

    private final List<Cluster> clusters;
    private final int rounds;

    Failover(List<Cluster> clusters, int rounds) {
        this.clusters = clusters;
        this.rounds = rounds;
    }

    void run(String signal, boolean atOnce) throws IOException, InterruptedException {
        System.out.printf(
                "%nFrom %s of the leader to the next acknowledged write, %d times; a writer knows all nodes%n%n",
                signal, rounds);
        System.out.println("| system, client | median, ms | max, ms |");
        System.out.println("|---|---:|---:|");
        for (Cluster cluster : clusters) {
            String client = cluster.name() + ", " + (cluster instanceof EtcdCluster ? "jetcd" : "library");
            try {
                double[] gaps = gaps(cluster, atOnce);
                System.out.printf(
                        Locale.ROOT,
                        "| %s | %.0f | %.0f |%n",
                        client,
                        ClusterBench.median(gaps),
                        Arrays.stream(gaps).max().orElse(Double.NaN));
            } catch (IOException e) {
                System.out.printf("| %s | failed: %s | |%n", client, e.getMessage());
            }
        }
    }

    private double[] gaps(Cluster cluster, boolean atOnce) throws IOException, InterruptedException {
        double[] gaps = new double[rounds];
        try (Programs.Probe probe = new Programs.Probe(
                cluster.loadProgram(cluster.addresses()), cluster.work().resolve("load.log"))) {
            for (int i = 0; i < rounds; i++) {
                cluster.awaitAll();
                Thread.sleep(SETTLE_MILLIS);
                int leader = cluster.leader();
                probe.mark();
                cluster.stop(leader, atOnce);
                gaps[i] = probe.longest();
                cluster.start(leader);
            }
        }
        return gaps;
    }
}
