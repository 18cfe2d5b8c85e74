package kvs.benchmarks;

import java.util.Collection;
import java.util.Locale;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** {@code benchmarks/run codecs}: runs the benchmarks and prints what they say, as the book's table. */
public final class Main {
    private Main() {}

    public static void main(String[] args) throws RunnerException {
        if (args.length == 0 || !args[0].equals("codecs")) {
            System.err.println(
                    "usage: benchmarks/run codecs [quick]   (or: engines, workbook, generator, server-vs-redis, sharded, idle, history; see benchmarks/README.md)");
            System.exit(2);
        }
        boolean quick = args.length > 1 && args[1].equals("quick");
        ChainedOptionsBuilder options = new OptionsBuilder()
                .include("BinaryDecoding|StreamDecoding")
                .addProfiler(GCProfiler.class)
                // JMH 1.37 itself is what JDK 25 would warn of.
                .jvmArgsAppend("--sun-misc-unsafe-memory-access=allow")
                .forks(quick ? 1 : 3)
                .warmupIterations(3)
                .warmupTime(TimeValue.seconds(1))
                .measurementIterations(quick ? 2 : 5)
                .measurementTime(TimeValue.seconds(1));
        print(new Runner(options.build()).run());
    }

    private static void print(Collection<RunResult> results) {
        System.out.println();
        System.out.println("| benchmark | bytes of the message | ns a message | ns a byte | allocated, bytes |");
        System.out.println("|---|---:|---:|---:|---:|");
        for (RunResult result : results) {
            BenchmarkParams params = result.getParams();
            String protocol = params.getParam("protocol");
            String name = params.getBenchmark().replaceFirst("^kvs\\.benchmarks\\.", "")
                    + (protocol == null ? "" : " " + protocol);
            int bytes = Integer.parseInt(params.getParam("messageBytes"));
            Result<?> allocated = result.getSecondaryResults().get("gc.alloc.rate.norm");
            System.out.printf(
                    Locale.ROOT,
                    "| %s | %,d | %,.1f | %.3f | %,.0f |%n",
                    name,
                    bytes,
                    score(result),
                    score(result) / bytes,
                    allocated == null ? Double.NaN : allocated.getScore());
        }
        System.out.printf(
                Locale.ROOT,
                "%nDecoding a SET of 64 bytes: %.2f times as fast as DataInputStream.%n",
                of(results, "dataInputStream", "64") / of(results, "BinaryDecoding.codec", "64"));
    }

    private static double of(Collection<RunResult> results, String name, String bytes) {
        return results.stream()
                .filter(result -> result.getParams().getBenchmark().endsWith(name))
                .filter(result -> bytes.equals(result.getParams().getParam("messageBytes")))
                .mapToDouble(Main::score)
                .findFirst()
                .orElse(Double.NaN);
    }

    private static double score(RunResult result) {
        return result.getPrimaryResult().getScore();
    }
}
