package kvs.benchmarks.cluster;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import kvs.benchmarks.cluster.Programs.Figures;
import org.jspecify.annotations.Nullable;

/**
 * {@code benchmarks/run cluster}: the replicated store beside etcd and Apache Ratis.
 *
 * <p>All clusters run side by side; under each load they take turns, round after round. Rows have medians over the rounds;
 * a ratio is the median of the rounds' ratios.
 */
public final class ClusterBench {
    private static final List<String> ROWS = List.of("writes", "resp", "reads", "kill", "term", "catch-up");
    private static final String KVS = "kvs";
    private static final String ETCD = "etcd";
    private static final String RATIS = "ratis";
    private static final int MAX_ATTEMPTS = 3;
    private static final String NOT_BUILT = "not built here";

    /** One system under one load, through one client. */
    private interface Turn {
        Figures measure() throws IOException, InterruptedException;
    }

    private final boolean quick;
    private final List<String> rows;
    private final int rounds;
    private final String seconds;
    private final Path work;
    private final KvsCluster kvs;
    private final EtcdCluster etcd;
    private final @Nullable KvsCluster ratis;

    /** The highest median of etcd's writes per second. */
    private double bestOfEtcd;

    private ClusterBench(boolean quick, List<String> rows, int rounds, Path work) throws IOException {
        this.quick = quick;
        this.rows = rows;
        this.rounds = rounds;
        this.seconds = quick ? "2" : "5";
        this.work = work;
        this.kvs = new KvsCluster(KVS, work.resolve(KVS), List.of());
        this.etcd = new EtcdCluster(ETCD, work.resolve(ETCD));
        this.ratis = Files.exists(Path.of("part5-ratis", "pom.xml"))
                ? new KvsCluster(RATIS, work.resolve(RATIS), List.of("--replication", RATIS))
                : null;
    }

    /** Runs the rows that the arguments name: {@code [quick] [rounds=N] [rows=WORD,…]}. */
    public static void main(String[] args) throws IOException, InterruptedException {
        boolean quick = Arrays.asList(args).contains("quick");
        List<String> rows = ROWS;
        int rounds = quick ? 1 : 5;
        for (String word : args) {
            if (word.startsWith("rows=")) {
                rows = List.of(word.substring(5).split(","));
            } else if (word.startsWith("rounds=")) {
                rounds = Integer.parseInt(word.substring(7));
            } else if (!word.equals("quick")) {
                usage("unknown argument " + word);
            }
        }
        if (!ROWS.containsAll(rows)) {
            usage("unknown row in " + rows);
        }
        Path work = Files.createTempDirectory("kvs-cluster");
        try (ClusterBench.Running bench = new Running(new ClusterBench(quick, rows, rounds, work))) {
            Runtime.getRuntime().addShutdownHook(new Thread(bench::close));
            bench.bench().run();
        } finally {
            delete(work);
        }
    }

    private static void usage(String problem) {
        System.err.println("error: benchmarks/run cluster: " + problem + ": use quick, rounds=N or rows=WORD,… of "
                + String.join(", ", ROWS));
        System.exit(2);
    }

    /** Ends all nodes, at the end or when the program is interrupted. */
    private record Running(ClusterBench bench) implements AutoCloseable {
        @Override
        public void close() {
            bench.clusters().forEach(Cluster::close);
        }
    }

    private static void delete(Path work) throws IOException {
        try (Stream<Path> found = Files.walk(work)) {
            for (Path each : found.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
    }

    private List<Cluster> clusters() {
        return ratis == null ? List.of(kvs, etcd) : List.of(kvs, etcd, ratis);
    }

    private void run() throws IOException, InterruptedException {
        for (Cluster cluster : clusters()) {
            cluster.start();
        }
        System.out.printf(
                "%d cores; three nodes of each system on this machine, on one file system; values of 64 bytes, 100,000"
                        + " keys; %d rounds of %s s%n",
                Runtime.getRuntime().availableProcessors(), rounds, seconds);
        System.out.println("Every node is durable: an answer follows an fsync on a majority, in every row.");
        if (ratis == null) {
            System.out.println("ratis: " + NOT_BUILT + " (there is no module part5-ratis)");
        }
        System.out.println("load CPU: the share of one core that the load program used");
        warmUp();
        if (rows.contains("writes")) {
            heading("Writes");
            for (int clients : new int[] {1, 64, 512}) {
                table("set, " + clients + (clients == 1 ? " client" : " clients"), turns("set", clients), true);
            }
        }
        if (rows.contains("reads")) {
            heading("Linearizable reads");
            table("get, 64 clients", turns("get", 64), false);
        }
        if (rows.contains("resp")) {
            resp();
        }
        Failover failover = new Failover(clusters(), quick ? 3 : 9);
        if (rows.contains("kill")) {
            failover.run("SIGKILL", true);
        }
        if (rows.contains("term")) {
            failover.run("SIGTERM", false);
        }
        if (rows.contains("catch-up")) {
            new CatchUp(work, quick ? 200_000 : 1_000_000).run();
        }
    }

    private void warmUp() throws IOException, InterruptedException {
        for (Cluster cluster : clusters()) {
            if (cluster instanceof KvsCluster) {
                bench(cluster, "0", 64, "3").measure();
            } else {
                library(cluster, "set", 64, "2").measure();
            }
        }
    }

    private static void heading(String title) {
        System.out.printf(
                "%n%s%n%n| load | system, client | per second | of etcd | of ratis | p50, ms | p99, ms | load CPU |%n",
                title);
        System.out.println("|---|---|---:|---:|---:|---:|---:|---:|");
    }

    private Map<String, Turn> turns(String operation, int clients) {
        String readShare = operation.equals("get") ? "1" : "0";
        Map<String, Turn> turns = new LinkedHashMap<>();
        turns.put("etcd, jetcd", library(etcd, operation, clients, seconds));
        turns.put("kvs, library", library(kvs, operation, clients, seconds));
        turns.put("kvs, connections", bench(kvs, readShare, clients, seconds));
        if (ratis != null) {
            turns.put("ratis, connections", bench(ratis, readShare, clients, seconds));
        }
        return turns;
    }

    private static Turn library(Cluster cluster, String operation, int clients, String seconds) {
        return () -> {
            List<String> words = new ArrayList<>(cluster.loadProgram(cluster.address(cluster.leader())));
            words.addAll(List.of(operation, "" + clients, seconds));
            return Programs.measure(words, cluster.work().resolve("load.log"));
        };
    }

    /** Runs {@code kvs-bench} on the leader; once more, and says so, if another node became leader meanwhile. */
    private static Turn bench(Cluster cluster, String readShare, int clients, String seconds) {
        return () -> {
            for (int attempt = 1; ; attempt++) {
                int leader = cluster.leader();
                try {
                    return benchOnce(cluster, leader, readShare, clients, seconds);
                } catch (IOException e) {
                    if (attempt == MAX_ATTEMPTS || cluster.leader() == leader) {
                        throw e;
                    }
                    System.out.println(cluster.name() + ": another node became leader; the run is repeated");
                }
            }
        };
    }

    private static Figures benchOnce(Cluster cluster, int leader, String readShare, int clients, String seconds)
            throws IOException, InterruptedException {
        List<String> words = Programs.kvsBench(
                "cluster",
                cluster.address(leader),
                "--clients",
                "" + clients,
                "--read-share",
                readShare,
                "--seconds",
                seconds);
        return Programs.measureBench(words, cluster.work().resolve("load.log"));
    }

    /** Through the Redis port: there etcd's best figure for writes is what to compare with. */
    private void resp() throws IOException, InterruptedException {
        System.out.printf("%nWrites through the Redis port, 50 clients, pipelined 16 deep%n%n");
        for (KvsCluster cluster : ratis == null ? List.of(kvs) : List.of(kvs, ratis)) {
            int port = cluster.respPort(cluster.leader());
            if (!listens(port)) {
                System.out.println(
                        cluster.name() + ": " + NOT_BUILT + " (kvs-node does not listen on its --resp port)");
                continue;
            }
            List<Figures> measured = new ArrayList<>();
            for (int round = 0; round < rounds; round++) {
                measured.add(measure(cluster.name(), () -> benchResp(cluster)));
            }
            double rate = median(measured, Figures::perSecond);
            System.out.printf(
                    Locale.ROOT,
                    "%s, kvs-bench --protocol resp: %,.0f/s, %s of etcd's best writes, p50 %.2f ms, p99 %.2f ms, load"
                            + " CPU %.0f %%%n",
                    cluster.name(),
                    rate,
                    bestOfEtcd == 0 ? "(not measured)" : String.format(Locale.ROOT, "%.2f", rate / bestOfEtcd),
                    median(measured, Figures::p50Millis),
                    median(measured, Figures::p99Millis),
                    100 * median(measured, Figures::busy));
        }
    }

    private Figures benchResp(KvsCluster cluster) throws IOException, InterruptedException {
        List<String> words = Programs.kvsBench(
                "resp",
                "127.0.0.1:" + cluster.respPort(cluster.leader()),
                "--clients",
                "50",
                "--pipeline",
                "16",
                "--read-share",
                "0",
                "--seconds",
                seconds);
        return Programs.measureBench(words, cluster.work().resolve("load.log"));
    }

    private static boolean listens(int port) {
        try (Socket _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private void table(String load, Map<String, Turn> turns, boolean writes) throws IOException, InterruptedException {
        Map<String, List<Figures>> measured = new LinkedHashMap<>();
        for (int round = 0; round < rounds; round++) {
            for (Map.Entry<String, Turn> turn : turns.entrySet()) {
                measured.computeIfAbsent(turn.getKey(), _ -> new ArrayList<>())
                        .add(measure(turn.getKey(), turn.getValue()));
            }
        }
        List<Figures> ofEtcd = measured.getOrDefault("etcd, jetcd", List.of());
        List<Figures> ofRatis = measured.getOrDefault("ratis, connections", List.of());
        measured.forEach((name, figures) -> System.out.printf(
                Locale.ROOT,
                "| %-15s | %-18s | %,10.0f | %6s | %14s | %7.3f | %7.2f | %4.0f %% |%n",
                load,
                name,
                median(figures, Figures::perSecond),
                ratio(figures, ofEtcd),
                ratis == null ? NOT_BUILT : ratio(figures, ofRatis),
                median(figures, Figures::p50Millis),
                median(figures, Figures::p99Millis),
                100 * median(figures, Figures::busy)));
        if (writes) {
            bestOfEtcd = Math.max(bestOfEtcd, median(ofEtcd, Figures::perSecond));
        }
    }

    /** Returns what a turn measured; no numbers, with a message, if it failed. */
    private static Figures measure(String name, Turn turn) throws InterruptedException {
        try {
            return turn.measure();
        } catch (IOException e) {
            System.out.println(name + ": this run does not count: " + e.getMessage());
            return new Figures(Double.NaN, Double.NaN, Double.NaN, Double.NaN);
        }
    }

    private static String ratio(List<Figures> figures, List<Figures> base) {
        if (base.isEmpty()) {
            return "";
        }
        double[] ratios = new double[figures.size()];
        for (int i = 0; i < ratios.length; i++) {
            ratios[i] = figures.get(i).perSecond() / base.get(i).perSecond();
        }
        return String.format(Locale.ROOT, "%.2f", median(ratios));
    }

    private static double median(List<Figures> figures, ToDoubleFunction<Figures> of) {
        return median(figures.stream().mapToDouble(of).toArray());
    }

    /** Returns the middle of those {@code values} that are numbers, the upper one of two. */
    static double median(double... values) {
        double[] sorted = Arrays.stream(values)
                .filter(value -> !Double.isNaN(value))
                .sorted()
                .toArray();
        return sorted.length == 0 ? Double.NaN : sorted[sorted.length / 2];
    }
}
