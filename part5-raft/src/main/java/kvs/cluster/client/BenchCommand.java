package kvs.cluster.client;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** The command {@code bench}: how fast the cluster answers. */
@Command(
        name = "bench",
        sortOptions = false,
        description = {
            "Measures how many requests per second the cluster answers, and how long each takes.",
            "Writes the keys bench-0 to bench-9999. Each client has one request on its way at a time."
        })
final class BenchCommand implements Callable<Integer> {
    private static final int MAX_CLIENTS = 10_000;
    private static final int MAX_VALUE_BYTES = 4 << 20;

    @ParentCommand
    @SuppressWarnings("NullAway.Init") // picocli sets it
    KvsClusterClient program;

    @Option(names = "--clients", paramLabel = "N", description = "Clients at the same time. Default: 1")
    int clients = 1;

    @Option(names = "--seconds", paramLabel = "S", description = "Stops after S seconds. Default: 10")
    Optional<Long> seconds = Optional.empty();

    @Option(names = "--requests", paramLabel = "N", description = "Stops after N requests instead.")
    Optional<Long> requests = Optional.empty();

    @Option(names = "--value-bytes", paramLabel = "N", description = "The size of each value. Default: 64")
    int valueBytes = 64;

    @Option(names = "--reads", paramLabel = "PERCENT", description = "How many of the requests read. Default: 0")
    int reads;

    @Override
    public Integer call() throws IOException, InterruptedException {
        requireIn("--clients", clients, 1, MAX_CLIENTS);
        requireIn("--value-bytes", valueBytes, 0, MAX_VALUE_BYTES);
        requireIn("--reads", reads, 0, 100);
        requireIn("--seconds", seconds.orElse(10L), 1, Duration.ofDays(24).toSeconds());
        requireIn("--requests", requests.orElse(1L), 1, Long.MAX_VALUE);
        if (seconds.isPresent() && requests.isPresent()) {
            throw program.wrong("bench takes either --seconds or --requests");
        }
        Bench bench = new Bench(valueBytes, reads);
        Bench.Report report = bench.run(
                program::client,
                clients,
                requests.orElse(Long.MAX_VALUE),
                requests.isPresent() ? Duration.ofDays(24) : Duration.ofSeconds(seconds.orElse(10L)));
        System.out.print(report.text());
        ClusterException failure = report.firstFailure();
        if (failure != null && report.answered() == 0) {
            throw failure;
        }
        return 0;
    }

    private void requireIn(String option, long value, long least, long most) {
        if (value < least || value > most) {
            throw program.wrong(option + " is " + value + ", and must be from " + least + " to " + most);
        }
    }
}
