package kvs.sharded;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.NoSuchElementException;
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

    /** Whatever it needs, and wherever it begins, if all shards are free. */
    @Test
    void a_transaction_takes_each_of_its_shards_and_lets_them_go() {
        for (int needed = 1; needed < 1 << 3; needed++) {
            for (int home = 0; home < 3; home++) {
                SteppedServer server = new SteppedServer(3);
                BitSet wanted = BitSet.valueOf(new long[] {needed});
                String did = "a transaction of loop " + home + " needs the shards " + wanted + ", which are free";
                List<Hold> held = new ArrayList<>();
                Hold hold = start(server, home, held, wanted.stream().toArray());
                server.run();
                Fact.when(did + "; those that it gets")
                        .usually("next returns each number that is in shards and not in taken, and -1 after the last")
                        .gives(wanted, heldShards(server));
                Fact.when(did + "; how often its commands are run")
                        .usually(
                                "next has returned a shard that is taken, or the transaction was not told that it has one")
                        .gives(1, held.size());
                letGo(server, hold);
                Fact.when(did + "; it has run and lets go; those that are still held")
                        .usually("release lets each number in shards go: next only reads shards and taken")
                        .gives(new BitSet(), heldShards(server));
            }
        }
    }

    private static BitSet heldShards(SteppedServer server) {
        BitSet held = new BitSet();
        server.workers().stream()
                .filter(worker -> worker.shard().isHeld())
                .forEach(worker -> held.set(worker.shard().index()));
        return held;
    }

    /** Releases the shards of {@code hold}, and lets the loops run. */
    private static void letGo(SteppedServer server, Hold hold) {
        String threw = "nothing";
        try {
            hold.release(_ -> {});
            server.run();
        } catch (IllegalStateException | NoSuchElementException e) {
            threw = e.toString();
        }
        Fact.when("a transaction that has its shards lets them go; what is thrown")
                .usually("a shard had another holder before this one let it go, or work was taken from an empty queue")
                .gives("nothing", threw);
    }

    @Test
    void a_command_waits_while_its_shard_is_held() {
        SteppedServer server = new SteppedServer(2);
        String key = server.key(1);
        SteppedServer.Peer client = server.connect(0);
        SteppedServer.Peer neighbour = server.connect(1);
        Fact.when("GETs in shard 1 from loops 0 and 1, while the shard is free")
                .usually("a shard that is free runs a batch when it arrives")
                .gives("$-1$-1", client.ask("GET " + key) + neighbour.ask("GET " + key));
        Hold hold = hold(server, 0, 0, 1);
        client.send("GET " + key);
        neighbour.send("GET " + key);
        server.run();
        Fact.when("GETs in shard 1 from loops 0 and 1, while a transaction holds the shard")
                .usually(HALF)
                .gives("", client.received() + neighbour.received());
        letGo(server, hold);
        Fact.when("the same, after the transaction has let go")
                .usually("some work in waiting is not done when the shard is free, or not with execute(batch)")
                .gives("$-1$-1", client.received() + neighbour.received());
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
        Fact.when("two transactions want shard 1, which a third one holds; those that have all their shards")
                .usually("a shard that one transaction holds is granted to no other: hold looks at holder")
                .gives(List.of(), numbers(held, order));
        letGo(server, first);
        Fact.when("the same, and the holder lets go; those that have all their shards")
                .usually("the one that has waited longest gets the shard with grant(hold); the other one waits")
                .gives(List.of(1), numbers(held, order));
        letGo(server, second);
        Fact.when("the same, and the second lets go")
                .usually("what comes after a transaction in waiting stays there until that one lets go")
                .gives(List.of(1, 2), numbers(held, order));
    }

    @Test
    void work_that_has_waited_is_done_in_order_and_stops_at_the_next_transaction() {
        workIsDoneInOrder(1);
        workIsDoneInOrder(0);
    }

    /** @param home the loop of the second transaction's client: the shard's own, or the other */
    private static void workIsDoneInOrder(int home) {
        SteppedServer server = new SteppedServer(2);
        String key = server.key(1);
        Hold first = hold(server, 0, 0, 1);
        SteppedServer.Peer before = server.connect(0).send("GET " + key);
        server.run();
        Hold second = start(server, home, 1);
        server.connect(0).send("SET " + key + " late");
        server.run();
        SteppedServer.Peer after = server.connect(0).send("GET " + key);
        server.run();
        letGo(server, first);
        String did = "a transaction holds shard 1; GET, a second transaction (from loop " + home
                + "), SET and GET arrive; the first one lets go";
        Fact.when(did + "; the value while the second transaction holds the shard")
                .usually(
                        "SET came after the second transaction, and ran before it: work is done in the order in which it came,"
                                + " and stops where a transaction is granted the shard")
                .gives(null, server.value(key));
        Fact.when(did + "; the answer to GET")
                .usually("the work in waiting is done when the shard is free, the oldest first")
                .gives("$-1", before.received());
        letGo(server, second);
        Fact.when(did + ", and then the second one; the value")
                .usually("what comes after a transaction in waiting stays there until that one lets go")
                .gives("late", server.value(key));
        Fact.when(did + ", and then the second one; the answer to the GET after SET")
                .usually("what comes after a transaction in waiting keeps its order: it is not put at the end again")
                .gives("$4 late", after.received());
    }

    @Test
    void work_that_has_waited_is_done_before_work_that_arrives_later() {
        SteppedServer server = new SteppedServer(2);
        String key = server.key(1);
        Hold hold = hold(server, 1, 1);
        server.connect(0).send("SET " + key + " early");
        server.run();
        server.connect(0).send("SET " + key + " late");
        letGo(server, hold);
        Fact.when("a transaction of loop 1 holds shard 1; SET early waits, SET late is in the loop's mailbox, and the"
                        + " transaction lets go; the value")
                .usually(
                        "doWaiting does the work itself: sent to the loop again, it comes after what is in the mailbox")
                .gives("late", server.value(key));
    }

    @Test
    void exec_runs_where_no_key_is_watched() {
        SteppedServer server = new SteppedServer(2);
        Fact.when("MULTI, SET, EXEC without WATCH; the answers")
                .usually("without WATCH the watch is null, and nothing is broken")
                .gives("+OK +QUEUED *1 +OK", server.connect(0).ask("MULTI", "SET " + server.key(0) + " x", "EXEC"));
    }

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
    void exec_looks_at_each_watched_key() {
        for (int expiring = 0; expiring < 3; expiring++) {
            SteppedServer server = new SteppedServer(3);
            SteppedServer.Peer client = server.connect(0);
            client.ask("SET " + server.key(0) + " x", "SET " + server.key(1) + " x", "SET " + server.key(2) + " x");
            client.ask(
                    "PEXPIRE " + server.key(expiring) + " 1000",
                    "WATCH " + server.key(0) + " " + server.key(1) + " " + server.key(2),
                    "MULTI",
                    "SET " + server.key(0, "other") + " x");
            server.now += 1_000;
            Fact.when("WATCH of three keys, of which the one in shard " + expiring
                            + " expires in a second, MULTI, SET; a second later EXEC")
                    .usually("each of the watched keys is looked at, in its own shard, before the watch is asked")
                    .gives("*-1", client.ask("EXEC"));
        }
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
