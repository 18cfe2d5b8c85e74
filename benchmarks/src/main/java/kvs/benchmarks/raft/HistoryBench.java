package kvs.benchmarks.raft;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import kvs.history.Answer;
import kvs.history.Call;
import kvs.history.Checker;
import kvs.history.ClientOracle;
import kvs.history.History;
import kvs.history.Recorder;
import kvs.history.Request;
import kvs.history.Verdict;
import org.jspecify.annotations.Nullable;

/**
 * {@code benchmarks/run history}: how long it takes to check a million operations for linearizability.
 *
 * <p>Fifty clients call a store at the same time, each with one operation in flight. Of the operations, 50 % are gets, 30 % sets,
 * 15 % compare-and-sets and 5 % deletes; one in a thousand is not answered. All fifty overlap all the time.
 */
public final class HistoryBench {
    private static final int CLIENTS = 50;
    private static final int OPERATIONS = 1_000_000;
    private static final int RUNS = 3;

    private HistoryBench() {}

    public static void main(String[] args) {
        System.out.println("| keys | hottest key | verdict | seconds | operations a second | client oracle, seconds |");
        System.out.println("|---:|---:|---|---:|---:|---:|");
        boolean good = true;
        for (int keys : new int[] {1_000, 100, 20}) {
            good &= measure("even", keys, new Generator(1, keys, false).history());
        }
        good &= measure("skewed", 1_000, new Generator(1, 1_000, true).history());
        if (!good) {
            System.err.println(
                    "error: a history of a store that does one operation after the other was not found linearizable");
            System.exit(1);
        }
    }

    private static boolean measure(String kind, int keys, History<Call> history) {
        double seconds = Double.MAX_VALUE;
        double oracleSeconds = Double.MAX_VALUE;
        Verdict<Call> verdict = new Verdict.Linearizable<>();
        Map<String, Integer> counts = new HashMap<>();
        history.operations().forEach(o -> counts.merge(o.call().key(), 1, Integer::sum));
        int hottest = counts.values().stream().mapToInt(i -> i).max().orElse(0);
        boolean accepted = true;
        for (int run = 0; run < RUNS; run++) {
            long start = System.nanoTime();
            verdict = Checker.ofKeys().check(history);
            long checked = System.nanoTime();
            accepted &= ClientOracle.check(history).isEmpty();
            seconds = Math.min(seconds, (checked - start) / 1e9);
            oracleSeconds = Math.min(oracleSeconds, (System.nanoTime() - checked) / 1e9);
        }
        System.out.printf(
                Locale.ROOT,
                "| %,d, %s | %.1f %% | %s | %.2f | %,.0f | %.2f |%n",
                keys,
                kind,
                100.0 * hottest / OPERATIONS,
                verdict.getClass().getSimpleName(),
                seconds,
                OPERATIONS / seconds,
                oracleSeconds);
        return accepted && verdict instanceof Verdict.Linearizable<Call>;
    }

    /** A store that does one operation after the other, and clients that call it. */
    private static final class Generator {
        private final Random random;
        private final int keys;
        private final boolean skewed;
        private final Map<String, String> store = new HashMap<>();
        private final Recorder recorder = new Recorder();
        private int values;

        Generator(long seed, int keys, boolean skewed) {
            random = new Random(seed);
            this.keys = keys;
            this.skewed = skewed;
        }

        private static final class Client {
            int id;
            int operation = -1;
            String key = "";
            Request request = new Request.Get();

            @Nullable
            Answer answer;

            boolean happens;
            boolean answered;
        }

        History<Call> history() {
            Client[] clients = new Client[CLIENTS];
            int ids = 0;
            for (int i = 0; i < CLIENTS; i++) {
                clients[i] = new Client();
                clients[i].id = ++ids;
            }
            int invoked = 0;
            for (long now = 0; invoked < OPERATIONS; now++) {
                Client client = clients[random.nextInt(CLIENTS)];
                if (client.operation < 0) {
                    client.key = key();
                    client.request = request(client.key);
                    client.operation = recorder.invoked(client.id, client.key, client.request, now);
                    client.answer = null;
                    client.answered = random.nextInt(1_000) != 0;
                    client.happens = client.answered || random.nextBoolean();
                    invoked++;
                } else if (client.answer == null && client.happens) {
                    client.answer = happens(client.key, client.request);
                } else {
                    if (client.answered && client.answer != null) {
                        recorder.returned(client.operation, client.answer, now);
                    } else {
                        // A client without an answer gives up, and another one takes its turn.
                        client.id = ++ids;
                    }
                    client.operation = -1;
                }
            }
            return recorder.history();
        }

        /** Skewed: half of the operations go to one key in fifty. */
        private String key() {
            boolean hot = skewed && random.nextBoolean();
            return "key" + random.nextInt(hot ? keys / 50 : keys);
        }

        private Request request(String key) {
            int kind = random.nextInt(100);
            if (kind < 50) {
                return new Request.Get();
            } else if (kind < 80) {
                return new Request.Set("value" + values++);
            } else if (kind < 95) {
                return new Request.CompareAndSet(store.get(key), "value" + values++);
            }
            return new Request.Delete();
        }

        private Answer happens(String key, Request request) {
            String found = store.get(key);
            return switch (request) {
                case Request.Get() -> new Answer.Found(found);
                case Request.Set(String value) -> {
                    store.put(key, value);
                    yield new Answer.Done();
                }
                case Request.Delete() -> {
                    store.remove(key);
                    yield new Answer.Removed(found != null);
                }
                case Request.CompareAndSet(String expected, String value) -> {
                    if (Objects.equals(found, expected)) {
                        store.put(key, value);
                    }
                    yield new Answer.Found(found);
                }
            };
        }
    }
}
