package kvs.sharded;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import kvs.protocol.Fact;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Several clients at once, on keys of several shards, with real threads and sockets. Each writer has a number of commands to send,
 * so the tests end when these are answered.
 */
class AtomicityTest {
    private static final int SHARDS = 3;
    private static final int WRITES = 400;
    private static final int DEPTH = 4;
    private static final Pattern BULK = Pattern.compile("\\$(-1|\\d+\r\n([^\r]*))\r\n");

    private static Served start(Design design) throws Exception {
        ShardedOptions usual = Served.Keys.THREE_SHARDS_OF_OBJECTS.options();
        return Served.start(new ShardedOptions(
                usual.address(),
                null,
                SHARDS,
                design,
                usual.map(),
                false,
                null,
                usual.net(),
                usual.resp(),
                usual.maxSubscriberBytes(),
                false));
    }

    /** Runs all at once; the readers go on until the writers have finished. */
    private static void run(List<Callable<Void>> writers, List<Callable<Void>> readers, AtomicBoolean over)
            throws Exception {
        try (ExecutorService threads = Executors.newCachedThreadPool()) {
            List<Future<Void>> reading = readers.stream().map(threads::submit).toList();
            List<Future<Void>> writing = writers.stream().map(threads::submit).toList();
            try {
                for (Future<Void> writer : writing) {
                    writer.get();
                }
            } finally {
                over.set(true);
            }
            for (Future<Void> reader : reading) {
                reader.get();
            }
        }
    }

    private static List<String> bulks(String reply) {
        List<String> bulks = new ArrayList<>();
        Matcher matcher = BULK.matcher(reply);
        while (matcher.find()) {
            bulks.add(matcher.group(2) == null ? "nil" : matcher.group(2));
        }
        return bulks;
    }

    /** Sends a pipeline, and reads its replies; returns the last. */
    private static String pipeline(TestClient client, String... lines) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (String line : lines) {
            bytes.writeBytes(TestClient.command(line.split(" ")));
        }
        client.send(bytes.toByteArray());
        String last = "";
        for (String _ : lines) {
            last = client.readRaw();
        }
        return last;
    }

    @ParameterizedTest
    @EnumSource
    void no_client_sees_half_of_an_mset_or_an_exec(Design design) throws Exception {
        try (Served served = start(design)) {
            AtomicBoolean over = new AtomicBoolean();
            List<Callable<Void>> writers = new ArrayList<>();
            List<Callable<Void>> readers = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                TestClient client = served.client();
                String name = "w" + i;
                boolean exec = i % 2 == 0;
                writers.add(() -> {
                    for (int write = 0; write < WRITES / DEPTH; write++) {
                        String[] lines = new String[exec ? 5 * DEPTH : DEPTH];
                        for (int j = 0; j < DEPTH; j++) {
                            String v = name + "-" + write + "-" + j;
                            if (exec) {
                                lines[5 * j] = "MULTI";
                                lines[5 * j + 1] = "SET c " + v;
                                lines[5 * j + 2] = "SET a " + v;
                                lines[5 * j + 3] = "SET b " + v;
                                lines[5 * j + 4] = "EXEC";
                            } else {
                                lines[j] = "MSET b " + v + " a " + v + " c " + v;
                            }
                        }
                        pipeline(client, lines);
                    }
                    return null;
                });
                TestClient reader = served.client();
                readers.add(() -> {
                    while (!over.get()) {
                        String reply = exec
                                ? pipeline(reader, "MULTI", "GET a", "GET b", "GET c", "EXEC")
                                : reader.askRaw("MGET", "a", "b", "c");
                        List<String> seen = bulks(reply);
                        Fact.when(
                                        "clients set a, b and c to the same value by MSET and EXEC; another reads all three at once")
                                .usually("one shard shows a transaction that another one does not show yet")
                                .holds(
                                        seen.size() == 3
                                                && seen.stream().distinct().count() == 1,
                                        "three times the same",
                                        seen);
                    }
                    return null;
                });
            }
            run(writers, readers, over);
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_key_that_is_renamed_is_always_in_one_place(Design design) throws Exception {
        try (Served served = start(design)) {
            AtomicBoolean over = new AtomicBoolean();
            served.client().askRaw("SET", "here", "token");
            List<Callable<Void>> writers = new ArrayList<>();
            for (String names : List.of("here there", "there here", "there elsewhere", "elsewhere here")) {
                TestClient client = served.client();
                writers.add(() -> {
                    for (int i = 0; i < WRITES; i++) {
                        client.askRaw(("RENAME " + names).split(" "));
                    }
                    return null;
                });
            }
            TestClient reader = served.client();
            Callable<Void> look = () -> {
                while (!over.get()) {
                    List<String> seen = bulks(reader.askRaw("MGET", "here", "there", "elsewhere"));
                    Fact.when("clients RENAME a key between three names; MGET of these")
                            .usually(
                                    "RENAME has removed the old name in one shard and not yet set the new one in another")
                            .gives(1, seen.stream().filter("token"::equals).count());
                }
                return null;
            };
            run(writers, List.of(look), over);
        }
    }

    @ParameterizedTest
    @EnumSource
    void transfers_keep_the_sum(Design design) throws Exception {
        try (Served served = start(design)) {
            AtomicBoolean over = new AtomicBoolean();
            String[] accounts = {"a", "b", "c", "d", "e", "f"};
            for (String account : accounts) {
                served.client().askRaw("SET", account, "100");
            }
            List<Callable<Void>> writers = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                TestClient client = served.client();
                Random random = new Random(i);
                writers.add(() -> {
                    for (int j = 0; j < WRITES; j++) {
                        String from = accounts[random.nextInt(accounts.length)];
                        String to = accounts[random.nextInt(accounts.length)];
                        String amount = " " + random.nextInt(10);
                        pipeline(client, "MULTI", "DECRBY " + from + amount, "INCRBY " + to + amount, "EXEC");
                    }
                    return null;
                });
            }
            TestClient reader = served.client();
            Callable<Void> look = () -> {
                do {
                    List<String> seen = bulks(reader.askRaw("MGET", "a", "b", "c", "d", "e", "f"));
                    Fact.when("transfers between six accounts by EXEC; the sum of " + seen)
                            .usually("half of a transfer is visible, or one got lost")
                            .gives(
                                    600,
                                    seen.stream().mapToInt(Integer::parseInt).sum());
                } while (!over.get());
                return null;
            };
            run(writers, List.of(look), over);
            look.call();
        }
    }

    @ParameterizedTest
    @EnumSource
    void increments_under_watch_lose_nothing(Design design) throws Exception {
        int increments = 100;
        try (Served served = start(design)) {
            List<Callable<Void>> writers = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                TestClient client = served.client();
                writers.add(() -> {
                    for (int done = 0; done < increments; ) {
                        // One of the two counters is in another shard, whichever loop serves the client.
                        pipeline(client, "WATCH one", "WATCH two");
                        List<String> seen = bulks(client.askRaw("MGET", "one", "two"));
                        int one = seen.get(0).equals("nil") ? 0 : Integer.parseInt(seen.get(0));
                        int two = seen.get(1).equals("nil") ? 0 : Integer.parseInt(seen.get(1));
                        String reply =
                                pipeline(client, "MULTI", "SET one " + (one + 1), "SET two " + (two + 1), "EXEC");
                        done += reply.equals("*-1\r\n") ? 0 : 1;
                    }
                    return null;
                });
            }
            run(writers, List.of(), new AtomicBoolean());
            Fact.when("4 clients increment two counters " + increments
                            + " times each with WATCH, MULTI, EXEC; the counters")
                    .usually("EXEC did not see that a watched key had changed in another shard")
                    .gives(
                            List.of(String.valueOf(4 * increments), String.valueOf(4 * increments)),
                            bulks(served.client().askRaw("MGET", "one", "two")));
        }
    }
}
