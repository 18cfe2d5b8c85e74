package kvs.sharded;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import kvs.protocol.Fact;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Transactions that need several shards, in every order in which the loops may run. */
@Tag("4.10")
class TransactionsAcrossShardsTest {
    private static final String DEADLOCK =
            "each of two transactions has a shard that the other one waits for: take shards in an order that is the same for"
                    + " all, wherever a transaction begins";
    private static final String HALF = "a command ran on a shard while a transaction held it";

    /** Two transactions, from a client of each loop. */
    @Test
    void two_transactions_never_wait_for_each_other() {
        int runs = Schedules.all(20_000, choice -> {
            SteppedServer server = new SteppedServer(2);
            String both = "MSET " + server.key(0) + " %s " + server.key(1) + " %s";
            List<SteppedServer.Peer> clients = List.of(
                    server.connect(0).send(both.replace("%s", "a")),
                    server.connect(1).send(both.replace("%s", "b")));
            Schedules.run(server, choice);
            expectAnswered("MSET of keys in shards 0 and 1 from a client of each loop", clients, server);
            Fact.when("both MSETs; the two values")
                    .usually(HALF)
                    .gives(server.value(server.key(0)), server.value(server.key(1)));
        });
        Fact.when("the number of orders in which two loops can run these").holds(runs > 1, "several", runs);
    }

    /** The keys are named in the other order, which must not matter. */
    @Test
    void the_order_of_the_keys_in_a_command_does_not_matter() {
        Schedules.all(20_000, choice -> {
            SteppedServer server = new SteppedServer(2);
            List<SteppedServer.Peer> clients = List.of(
                    server.connect(0).send("RENAME " + server.key(0) + " " + server.key(1)),
                    server.connect(1).send("RENAME " + server.key(1) + " " + server.key(0)));
            Schedules.run(server, choice);
            expectAnswered(
                    "RENAME 0 → 1 from a client of loop 0, RENAME 1 → 0 from a client of loop 1", clients, server);
        });
    }

    /** A ring: each needs the next one's shard. */
    @Test
    void three_transactions_in_a_ring_never_wait_for_each_other() {
        for (int seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            SteppedServer server = new SteppedServer(3);
            List<SteppedServer.Peer> clients = new ArrayList<>();
            for (int loop = 0; loop < 3; loop++) {
                String first = server.key((loop + random.nextInt(3)) % 3);
                clients.add(server.connect(loop)
                        .send("MSET " + first + " x " + server.key((loop + 1) % 3) + " y "
                                + server.key(random.nextInt(3)) + " z"));
            }
            Schedules.run(server, random::nextInt);
            expectAnswered("three MSETs over three shards with seed " + seed, clients, server);
        }
    }

    private static void expectAnswered(String did, List<SteppedServer.Peer> clients, SteppedServer server) {
        for (SteppedServer.Peer client : clients) {
            Fact.when(did + "; no loop has a message left")
                    .usually(DEADLOCK)
                    .holds(!client.isWaiting(), "an answer for each client", "one waits for ever");
        }
        for (Worker worker : server.workers()) {
            Fact.when(did + "; shard " + worker.shard().index() + " afterwards")
                    .usually("a transaction is over and has not let the shard go")
                    .holds(!worker.shard().isHeld(), "free", "held");
        }
    }

    @Test
    void no_client_sees_half_of_a_transaction() {
        Schedules.all(20_000, choice -> {
            SteppedServer server = new SteppedServer(2);
            String zero = server.key(0);
            String one = server.key(1);
            SteppedServer.Peer writer =
                    server.connect(0).send("MULTI", "SET " + zero + " x", "SET " + one + " x", "EXEC");
            SteppedServer.Peer reader = server.connect(1).send("MGET " + zero + " " + one);
            Schedules.run(server, choice);
            String seen = reader.received();
            Fact.when("EXEC of two SETs in shards 0 and 1 from loop 0, and MGET of both from loop 1; what MGET sees")
                    .usually(HALF)
                    .holds(seen.equals("*2 $-1 $-1") || seen.equals("*2 $1 x $1 x"), "both or none", seen);
            Fact.when("the same; the answers of the transaction")
                    .gives("+OK +QUEUED +QUEUED *2 +OK +OK", writer.received());
        });
    }

    /** A client of a third loop reads one key after the other: what it has seen once stays. */
    @Test
    void a_later_read_of_another_shard_sees_the_rest_of_a_transaction() {
        Schedules.all(50_000, choice -> {
            SteppedServer server = new SteppedServer(3);
            String zero = server.key(0);
            String one = server.key(1);
            server.connect(2).send("MSET " + zero + " x " + one + " x");
            SteppedServer.Peer reader = server.connect(2).send("GET " + zero);
            Schedules.run(server, choice);
            String first = reader.received();
            reader.send("GET " + one);
            Schedules.run(server, choice);
            String second = reader.received();
            Fact.when("MSET of keys in shards 0 and 1, and at the same time GET of the first, then GET of the second")
                    .usually(HALF)
                    .holds(!first.equals("$1 x") || second.equals("$1 x"), "x, when the first GET has x", second);
        });
    }

    @Test
    void a_command_waits_while_its_shard_is_held() {
        SteppedServer server = new SteppedServer(2);
        String key = server.key(1);
        Hold hold = hold(server, 0, 0, 1);
        SteppedServer.Peer client = server.connect(0).send("GET " + key);
        SteppedServer.Peer neighbour = server.connect(1).send("GET " + key);
        server.run();
        Fact.when("GETs in shard 1 from loops 0 and 1, while a transaction holds the shard")
                .usually(HALF)
                .gives("", client.received() + neighbour.received());
        hold.release(_ -> {});
        server.run();
        Fact.when("the same, after the transaction has let go")
                .usually("work that has waited is not done when the shard is free")
                .gives("$-1$-1", client.received() + neighbour.received());
    }

    @Test
    void work_that_has_waited_is_done_in_order_and_stops_at_the_next_transaction() {
        SteppedServer server = new SteppedServer(2);
        String key = server.key(1);
        Hold first = hold(server, 0, 0, 1);
        SteppedServer.Peer before = server.connect(0).send("GET " + key);
        server.run();
        Hold second = start(server, 1, 1);
        server.connect(0).send("SET " + key + " late");
        server.run();
        first.release(_ -> {});
        server.run();
        Fact.when("a transaction holds shard 1; GET, a second transaction and SET arrive; the first one lets go")
                .gives("$-1", before.received());
        Fact.when("the same; the value while the second transaction holds the shard")
                .usually(
                        "SET came after the second transaction, and ran before it: work is done in the order in which it came,"
                                + " and stops where a transaction is granted the shard")
                .gives(null, server.value(key));
        second.release(_ -> {});
        server.run();
        Fact.when("the same, and the second transaction lets go").gives("late", server.value(key));
    }

    /** The first of two that wait gets the shard; the second does not get it too. */
    @Test
    void two_transactions_that_wait_get_the_shard_one_after_the_other() {
        SteppedServer server = new SteppedServer(2);
        Hold first = hold(server, 0, 0, 1);
        List<Hold> held = new ArrayList<>();
        Hold second = start(server, 1, held, 1);
        Hold third = start(server, 0, held, 0, 1);
        server.run();
        List<Hold> order = List.of(second, third);
        Fact.when("two transactions want shard 1, which a third one holds").gives(List.of(), numbers(held, order));
        first.release(_ -> {});
        server.run();
        Fact.when("the same, and the holder lets go; those that have all their shards")
                .usually("a shard was granted to a transaction while another one held it")
                .gives(List.of(1), numbers(held, order));
        second.release(_ -> {});
        server.run();
        Fact.when("the same, and the second lets go").gives(List.of(1, 2), numbers(held, order));
    }

    /** Returns the number of each transaction, the first of {@code order} being 1. */
    private static List<Integer> numbers(List<Hold> held, List<Hold> order) {
        return held.stream().map(hold -> 1 + order.indexOf(hold)).toList();
    }

    /** Starts a claim that is granted at once. */
    private static Hold hold(SteppedServer server, int home, int... shards) {
        List<Hold> held = new ArrayList<>();
        Hold hold = start(server, home, held, shards);
        server.run();
        Fact.when("a transaction claims free shards").gives(List.of(1), numbers(held, List.of(hold)));
        return hold;
    }

    private static Hold start(SteppedServer server, int home, int... shards) {
        return start(server, home, new ArrayList<>(), shards);
    }

    private static Hold start(SteppedServer server, int home, List<Hold> held, int... shards) {
        BitSet wanted = new BitSet();
        for (int shard : shards) {
            wanted.set(shard);
        }
        Hold hold = new Hold(server.worker(home), server.workers(), wanted, server.sharding(), held::add);
        hold.start();
        return hold;
    }

    @Test
    void exec_does_nothing_when_a_watched_key_of_another_shard_was_set() {
        SteppedServer server = new SteppedServer(2);
        String watched = server.key(1);
        SteppedServer.Peer client = server.connect(0);
        client.ask("WATCH " + watched, "MULTI", "SET " + server.key(0) + " x");
        server.connect(1).ask("SET " + watched + " changed");
        Fact.when("WATCH of a key in shard 1, MULTI, SET in shard 0; another client sets the key; EXEC")
                .usually("the watch is not looked at, or not before the commands run")
                .gives("*-1", client.ask("EXEC"));
        Fact.when("the same; the value that EXEC would have set").gives(null, server.value(server.key(0)));
    }

    @Test
    void exec_does_nothing_when_a_watched_key_has_expired() {
        SteppedServer server = new SteppedServer(2);
        String watched = server.key(1);
        SteppedServer.Peer client = server.connect(0);
        client.ask("SET " + watched + " x PX 1000", "WATCH " + watched, "MULTI", "SET " + server.key(0) + " x");
        server.now += 1_000;
        Fact.when("WATCH of a key that expires in a second, MULTI, SET; a second later EXEC")
                .usually(
                        "a key that has expired is removed when it is looked at, and no command has: EXEC has to look itself")
                .gives("*-1", client.ask("EXEC"));
    }

    @Test
    void exec_runs_when_the_watched_keys_are_as_they_were() {
        SteppedServer server = new SteppedServer(2);
        String expired = server.key(1, "gone");
        SteppedServer.Peer client = server.connect(0);
        client.ask("SET " + expired + " x PX 1000", "SET " + server.key(1) + " x PX 5000");
        server.now += 2_000;
        client.ask("WATCH " + expired + " " + server.key(1), "MULTI", "SET " + server.key(0) + " y");
        Fact.when("WATCH of a key that has expired before and of one that expires later, MULTI, SET, EXEC")
                .usually("the key was gone when it was watched: that it is gone now is no change")
                .gives("*1 +OK", client.ask("EXEC"));
        client.ask("MULTI", "SET " + server.key(0) + " z");
        Fact.when("MULTI, SET, EXEC without WATCH").gives("*1 +OK", client.ask("EXEC"));
    }
}
