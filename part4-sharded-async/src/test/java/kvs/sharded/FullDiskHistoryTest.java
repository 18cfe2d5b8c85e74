package kvs.sharded;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import kvs.protocol.Bytes;
import kvs.protocol.Fact;
import kvs.shard.Slice;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Clients of a server whose disks fill and get room again, in many orders of the steps of loops and disks. After each step of a
 * disk the power may fail: what is on disk then is compared with what the clients were told.
 */
class FullDiskHistoryTest {
    private static final int SHARDS = 2;
    private static final int STEPS = 400;

    @Test
    void what_is_acknowledged_is_on_disk_and_is_not_undone() {
        int removes = 0;
        for (int seed = 0; seed < 150; seed++) {
            removes += new Run(seed).run();
        }
        Fact.when("all runs; removes that were acknowledged while values were rejected")
                .usually("a full disk holds removes back")
                .holds(removes > 500, "more than 500", removes);
    }

    private static final class Run {
        private final int seed;
        private final Random random;
        private final List<CountingEngine> disks = CountingEngine.several(SHARDS);
        private final Deque<Runnable> work = new ArrayDeque<>();
        private final SteppedServer server = new SteppedServer(disks, work::add);
        private final List<Client> clients = new ArrayList<>();
        private int removes;

        Run(int seed) {
            this.seed = seed;
            this.random = new Random(seed);
            for (int i = 0; i < 4; i++) {
                clients.add(new Client("c" + i + "-"));
            }
        }

        /** A client with keys that no other client names. It has one request at a time. */
        private final class Client {
            private final SteppedServer.Peer peer = server.connect(random.nextInt(SHARDS));

            /** Keys on all shards. */
            private final List<String> keys = new ArrayList<>();

            /** Two keys of a shard that are always set together. */
            private final List<String> pair;

            /** The values that each key may have on disk. */
            private final Map<String, Set<@Nullable String>> allowed = new HashMap<>();

            /** What the request under way sets its keys to, null for a remove; empty if there is none. */
            private final Map<String, @Nullable String> request = new HashMap<>();

            private boolean busy;

            /** Whether another client's FLUSHALL may take effect after the request, and before its reply. */
            private boolean flushed;

            private boolean flushes;
            private String reply = "";

            /** The keys of the request whose shards reject values at that time. */
            private final Set<String> rejecting = new HashSet<>();

            Client(String name) {
                for (int shard = 0; shard < SHARDS; shard++) {
                    keys.add(server.key(shard, name + "a"));
                    keys.add(server.key(shard, name + "b"));
                }
                int shard = random.nextInt(SHARDS);
                pair = List.of(server.key(shard, name + "left"), server.key(shard, name + "right"));
                keys.addAll(pair);
                keys.forEach(key -> allowed.put(key, absent()));
            }

            void send(String value) {
                busy = true;
                flushed = clients.stream().anyMatch(client -> client.flushes);
                boolean rejects = disks.stream().anyMatch(disk -> disk.full);
                String key = keys.get(random.nextInt(SHARDS * 2));
                String other = keys.get(random.nextInt(keys.size()));
                switch (random.nextInt(rejects ? 14 : 8)) {
                    case 0 -> sends(Map.of(key, value), "SET " + key + " " + value);
                    case 1, 2 ->
                        sends(
                                Map.of(pair.get(0), value, pair.get(1), value),
                                "MSET " + pair.get(0) + " " + value + " " + pair.get(1) + " " + value);
                    case 3 -> {
                        request.put(key, null);
                        sends(Map.of(), "MULTI", "SET " + key + " " + value, "DEL " + key, "EXEC");
                    }
                    case 4 -> {
                        String first = pair.get(0);
                        request.put(first, null);
                        sends(Map.of(key, value), "MULTI", "SET " + key + " " + value, "DEL " + first, "EXEC");
                    }
                    case 5 -> {
                        flushes = true;
                        keys.forEach(each -> request.put(each, null));
                        for (Client client : clients) {
                            client.flushed |= client.busy;
                            client.allowed.values().forEach(values -> values.add(null));
                        }
                        sends(Map.of(), "FLUSHALL");
                    }
                    case 6, 7, 8, 9, 10 -> {
                        request.put(other, null);
                        sends(Map.of(), (random.nextBoolean() ? "DEL " : "GETDEL ") + other);
                    }
                    case 11 -> {
                        request.put(key, null);
                        request.put(other, null);
                        sends(Map.of(), "DEL " + key + " " + other);
                    }
                    default -> {
                        request.put(key, null);
                        request.put(other, null);
                        sends(Map.of(), "MULTI", "DEL " + key, "DEL " + other, "EXEC");
                    }
                }
            }

            private void sends(Map<String, String> sets, String... commands) {
                request.putAll(sets);
                rejecting.clear();
                request.keySet().stream().filter(Run.this::rejectsValues).forEach(rejecting::add);
                request.forEach(
                        (key, value) -> allowed.getOrDefault(key, Set.of()).add(value));
                peer.send(commands);
                peer.send("PING done");
            }

            /** Looks whether the reply has come, and draws the conclusions. */
            void receive() {
                reply += peer.received();
                if (!busy || !reply.endsWith("done")) {
                    return;
                }
                boolean failed = reply.contains("-MISCONF") || reply.contains("-EXECABORT");
                assertThat(failed || !reply.contains("-") || reply.contains("$-1"))
                        .as(reply)
                        .isTrue();
                if (!failed) {
                    request.forEach((key, value) -> {
                        Set<@Nullable String> values = new HashSet<>();
                        values.add(value);
                        if (flushed) {
                            values.add(null);
                        }
                        allowed.put(key, values);
                        removes += value == null && rejecting.contains(key) ? 1 : 0;
                    });
                }
                request.clear();
                reply = "";
                busy = false;
                flushes = false;
            }

            void check(SteppedServer afterCrash) {
                for (String key : keys) {
                    Set<@Nullable String> values = allowed.getOrDefault(key, Set.of());
                    String found = afterCrash.value(key);
                    Fact.when("seed " + seed + ", a power failure, a restart; " + key)
                            .usually("a change that has failed outlived a later one that was acknowledged")
                            .holds(values.contains(found), "one of " + values, String.valueOf(found));
                }
                String left = afterCrash.value(pair.get(0));
                String right = afterCrash.value(pair.get(1));
                if (left != null && right != null) {
                    Fact.when("seed " + seed + ", a power failure, a restart; two keys that are always set together")
                            .usually("a transaction that has failed was written in part")
                            .gives(left, right);
                }
            }
        }

        /** Returns whether the shard of {@code key} has keys that it could not write. */
        private boolean rejectsValues(String key) {
            int shard = server.sharding().shardOf(Slice.of(Bytes.utf8(key)));
            return server.worker(shard).shard().failure(false) != null;
        }

        private static Set<@Nullable String> absent() {
            Set<@Nullable String> absent = new HashSet<>();
            absent.add(null);
            return absent;
        }

        int run() {
            for (int step = 0; step < STEPS; step++) {
                step(step);
            }
            recover();
            return removes;
        }

        private void step(int step) {
            Client client = clients.get(random.nextInt(clients.size()));
            client.receive();
            if (!client.busy && random.nextInt(3) == 0) {
                client.send("v" + step);
            }
            List<Integer> ready = server.ready();
            if (!ready.isEmpty() && random.nextInt(4) > 0) {
                server.step(ready.get(random.nextInt(ready.size())));
            } else {
                server.endTurn(random.nextInt(SHARDS));
            }
            if (!work.isEmpty() && random.nextInt(2) == 0) {
                work.remove().run();
                checkAfterCrash();
            }
            if (random.nextInt(25) == 0) {
                CountingEngine disk = disks.get(random.nextInt(SHARDS));
                disk.full = random.nextInt(3) > 0;
                disk.takesRemoves = random.nextInt(4) > 0;
            }
            server.now += random.nextInt(4) == 0 ? random.nextInt(300) : 0;
        }

        private void checkAfterCrash() {
            clients.forEach(Client::receive);
            SteppedServer afterCrash = new SteppedServer(disks);
            clients.forEach(client -> client.check(afterCrash));
        }

        /** When the disks have room, memory and disk become alike, and values are accepted. */
        private void recover() {
            disks.forEach(disk -> disk.full = false);
            for (int i = 0; i < 2; i++) {
                server.now += 1_000;
                do {
                    server.run();
                    while (!work.isEmpty()) {
                        work.remove().run();
                    }
                    server.run();
                } while (!work.isEmpty());
            }
            checkAfterCrash();
            SteppedServer afterCrash = new SteppedServer(disks);
            for (Client client : clients) {
                assertThat(client.busy).as("a reply is missing").isFalse();
                for (String key : client.keys) {
                    Fact.when("seed " + seed + ", the disks have room, a power failure, a restart; " + key)
                            .gives(server.value(key), afterCrash.value(key));
                    client.peer.send("SET " + key + " x");
                    server.run();
                    while (!work.isEmpty()) {
                        work.remove().run();
                        server.run();
                    }
                    Fact.when("seed " + seed + ", the disks have room, SET " + key)
                            .gives("+OK", client.peer.received());
                }
            }
        }
    }
}
