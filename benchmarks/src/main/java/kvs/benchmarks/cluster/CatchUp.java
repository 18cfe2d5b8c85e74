package kvs.benchmarks.cluster;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import kvs.raft.proto.NodeInfoProto;

/** A follower that was away while many entries were written: how fast it catches up, and what that costs the writers. */
final class CatchUp {
    private static final int FOLLOWER_WAIT_SECONDS = 120;

    private final Path work;
    private final int entries;

    CatchUp(Path work, int entries) {
        this.work = work;
        this.entries = entries;
    }

    void run() throws IOException, InterruptedException {
        System.out.printf(
                Locale.ROOT,
                "%nA follower that is %,d entries behind; kvs alone; writers: 64 connections without a pause%n%n",
                entries);
        System.out.println(
                "| what the leader sends | behind, MB | caught up after, s | MB/s | writes/s before | meanwhile"
                        + " | ratio | heap of the leader after a collection, MB | its resident memory, MB |");
        System.out.println("|---|---:|---:|---:|---:|---:|---:|---:|---:|");
        tryRow("what the default options ask for", List.of());
        tryRow("entries alone", List.of("--snapshot-entries", "100000000", "--kept-entries", "100000000"));
    }

    private void tryRow(String what, List<String> options) throws InterruptedException {
        try {
            row(what, options);
        } catch (IOException e) {
            System.out.println("| " + what + " | failed: " + e.getMessage() + " |");
        }
    }

    private void row(String what, List<String> options) throws IOException, InterruptedException {
        Path directory = work.resolve("catch-up" + options.size());
        List<String> all = new ArrayList<>(options);
        // With one follower left, a slow disk must not change the leader in the middle.
        all.addAll(List.of("--election-timeout", "5000"));
        try (KvsCluster cluster = new KvsCluster("kvs", directory, all)) {
            cluster.start();
            int leader = cluster.leader();
            int follower = leader % Cluster.NODES + 1;
            load(cluster, leader, "--requests", "100000", "--pipeline", "16");
            cluster.stop(follower, false);
            long first = commit(cluster, leader);
            double before = load(cluster, leader, "--seconds", "3").perSecond();
            long missing = entries - (commit(cluster, leader) - first);
            if (missing > 0) {
                load(cluster, leader, "--requests", "" + missing, "--pipeline", "16");
            }
            double heap = heapMegabytes(cluster.process(leader));
            double resident = residentMegabytes(cluster.process(leader));
            long behind = commit(cluster, leader) - first;
            // What an entry of this load takes in a message: key, value, time, index and term, each with its tag.
            double megabytes = behind * 106 / 1e6;
            Measured measured = catchUp(cluster, leader, follower);
            System.out.printf(
                    Locale.ROOT,
                    "| %s | %.0f | %.2f | %.0f | %,.0f | %,.0f | %.2f | %.0f | %.0f |%n",
                    what,
                    megabytes,
                    measured.seconds(),
                    megabytes / measured.seconds(),
                    before,
                    measured.writesPerSecond(),
                    measured.writesPerSecond() / before,
                    heap,
                    resident);
        }
    }

    private record Measured(double seconds, double writesPerSecond) {}

    /** Starts the follower while writers go on, and waits from the first answer of the follower until it has what was committed then. */
    private static Measured catchUp(KvsCluster cluster, int leader, int follower)
            throws IOException, InterruptedException {
        Process writers = new ProcessBuilder(Programs.kvsBench(
                        "cluster",
                        cluster.address(leader),
                        "--clients",
                        "64",
                        "--read-share",
                        "0",
                        "--warm-up",
                        "0",
                        "--seconds",
                        "" + FOLLOWER_WAIT_SECONDS))
                .redirectErrorStream(true)
                .redirectOutput(cluster.work().resolve("load.log").toFile())
                .start();
        try {
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(FOLLOWER_WAIT_SECONDS);
            long idle = commit(cluster, leader);
            while (commit(cluster, leader) == idle && System.nanoTime() < end) {
                Thread.sleep(5);
            }
            cluster.start(follower);
            long start = 0;
            long target = 0;
            long committed = 0;
            while (System.nanoTime() < end) {
                NodeInfoProto info = cluster.info(follower);
                if (info != null && start == 0) {
                    start = System.nanoTime();
                    committed = commit(cluster, leader);
                    target = committed;
                }
                if (info != null && info.getApplied() >= target) {
                    double seconds = (System.nanoTime() - start) / 1e9;
                    return new Measured(seconds, (commit(cluster, leader) - committed) / seconds);
                }
                Thread.sleep(5);
            }
            throw new IOException("the follower has not caught up within " + FOLLOWER_WAIT_SECONDS + " s");
        } finally {
            writers.destroyForcibly();
            writers.waitFor();
        }
    }

    private static Programs.Figures load(KvsCluster cluster, int leader, String... amount)
            throws IOException, InterruptedException {
        List<String> words = Programs.kvsBench(
                "cluster", cluster.address(leader), "--clients", "64", "--read-share", "0", "--warm-up", "0");
        words.addAll(List.of(amount));
        return Programs.measureBench(words, cluster.work().resolve("load.log"));
    }

    private static long commit(KvsCluster cluster, int leader) throws IOException {
        NodeInfoProto info = cluster.info(leader);
        if (info == null) {
            throw new IOException("the leader does not answer: see " + cluster.work());
        }
        return info.getCommit();
    }

    private static double heapMegabytes(Process process) throws IOException, InterruptedException {
        jcmd(process, "GC.run");
        Matcher used = Pattern.compile("used (\\d+)K").matcher(jcmd(process, "GC.heap_info"));
        double kilobytes = 0;
        // The young generation and the old one; metaspace comes after them.
        for (int i = 0; i < 2 && used.find(); i++) {
            kilobytes += Double.parseDouble(used.group(1));
        }
        return kilobytes / 1024;
    }

    private static String jcmd(Process process, String command) throws IOException, InterruptedException {
        Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        Process asked = new ProcessBuilder(jcmd.toString(), "" + process.pid(), command)
                .redirectErrorStream(true)
                .start();
        String answer = new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        asked.waitFor();
        return answer;
    }

    private static double residentMegabytes(Process process) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/" + process.pid() + "/status"))) {
            if (line.startsWith("VmRSS:")) {
                return Double.parseDouble(line.replaceAll("\\D", "")) / 1024;
            }
        }
        return Double.NaN;
    }
}
