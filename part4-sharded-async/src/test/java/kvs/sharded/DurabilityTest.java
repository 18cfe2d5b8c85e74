package kvs.sharded;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import kvs.protocol.Fact;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is on disk when a client has its reply: without sockets and threads, so that each turn ends when the test says so. */
class DurabilityTest {
    private static final String MISCONF =
            "-MISCONF Errors writing to disk: could not write the changes of shard %d to disk: No space left on device";

    private final List<CountingEngine> disks = CountingEngine.several(2);
    private final SteppedServer server = new SteppedServer(disks);
    private final String zero = server.key(0);
    private final String one = server.key(1);

    private static String misconf(int shard) {
        return MISCONF.replace("%d", Integer.toString(shard));
    }

    /** Lets the loops run their messages, and end no turn. */
    private void runMessages() {
        Schedules.run(server, _ -> 0);
    }

    @Test
    void a_write_is_answered_after_the_turn_has_ended() {
        SteppedServer.Peer client = server.connect(0).send("SET " + zero + " x");
        runMessages();
        assertThat(client.received()).isEmpty();
        assertThat(disks.get(0).has(zero)).isFalse();
        server.endTurn(0);
        assertThat(disks.get(0).has(zero)).isTrue();
        runMessages();
        assertThat(client.received()).isEqualTo("+OK");
    }

    @Test
    void a_write_to_another_shard_is_answered_after_the_turn_of_its_loop_has_ended() {
        SteppedServer.Peer client = server.connect(0).send("SET " + one + " x");
        runMessages();
        server.endTurn(0);
        runMessages();
        assertThat(client.received()).isEmpty();
        server.endTurn(1);
        assertThat(disks.get(1).has(one)).isTrue();
        runMessages();
        assertThat(client.received()).isEqualTo("+OK");
    }

    @Test
    void all_writes_of_a_turn_take_one_force() {
        List<SteppedServer.Peer> clients = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            clients.add(server.connect(i % 2).send("SET " + server.key(1, "key" + i) + " x", "INCR " + one));
        }
        runMessages();
        server.endTurn(1);
        assertThat(disks.get(1).forces).isEqualTo(1);
        server.run();
        for (SteppedServer.Peer client : clients) {
            assertThat(client.received()).startsWith("+OK :");
        }
        assertThat(disks.get(1).forces).isEqualTo(1);
        assertThat(disks.get(0).forces).isZero();
    }

    @Test
    void a_read_shows_no_value_that_is_not_on_disk() {
        server.connect(0).send("SET " + zero + " x", "SET " + one + " y");
        SteppedServer.Peer local = server.connect(0).send("GET " + zero);
        SteppedServer.Peer remote = server.connect(1).send("GET " + zero);
        SteppedServer.Peer both = server.connect(1).send("MGET " + zero + " " + one);
        runMessages();
        assertThat(local.received() + remote.received() + both.received()).isEmpty();
        server.endTurn(0);
        runMessages();
        assertThat(local.received()).isEqualTo("$1 x");
        assertThat(remote.received()).isEqualTo("$1 x");
        assertThat(both.received()).as("shard 1 has not committed").isEmpty();
        server.run();
        assertThat(both.received()).isEqualTo("*2 $1 x $1 y");
    }

    @Test
    void a_transaction_is_answered_when_all_its_shards_have_committed() {
        SteppedServer.Peer client = server.connect(0).send("MULTI", "SET " + zero + " x", "SET " + one + " y", "EXEC");
        runMessages();
        server.endTurn(0);
        runMessages();
        assertThat(client.received()).doesNotContain("*2");
        server.endTurn(1);
        runMessages();
        server.endTurn(0);
        runMessages();
        server.endTurn(1);
        runMessages();
        assertThat(client.received()).endsWith("*2 +OK +OK");
        assertThat(disks.get(0).has(zero) && disks.get(1).has(one)).isTrue();
    }

    /** The write waits for a commit of its shard, which a transaction that holds the shard would put off. */
    @Test
    void a_pipeline_may_write_to_a_shard_and_then_take_it_for_a_transaction() {
        SteppedServer.Peer client = server.connect(0);
        assertThat(client.ask("SET " + zero + " a", "MSET " + zero + " b " + one + " c", "MGET " + zero + " " + one))
                .isEqualTo("+OK +OK *2 $1 b $1 c");
        assertThat(server.worker(0).shard().isHeld() || server.worker(1).shard().isHeld())
                .isFalse();
    }

    /** The holder's thread may be changing the keys. */
    @Test
    void a_shard_that_is_held_is_committed_when_it_is_free_again() {
        SteppedServer.Peer client = server.connect(0).send("SET " + zero + " x");
        BitSet shards = new BitSet();
        shards.set(0);
        List<Hold> held = new ArrayList<>();
        new Hold(server.worker(1), server.workers(), shards, server.sharding(), held::add).start();
        runMessages();
        server.endTurn(0);
        runMessages();
        assertThat(held).hasSize(1);
        assertThat(disks.get(0).forces).isZero();
        assertThat(client.received()).isEmpty();
        held.getFirst().release(_ -> {});
        server.run();
        assertThat(disks.get(0).forces).isEqualTo(1);
        assertThat(client.received()).isEqualTo("+OK");
    }

    @Test
    void a_read_of_a_clean_shard_waits_for_no_disk() {
        server.connect(0).ask("SET " + zero + " x");
        SteppedServer.Peer client = server.connect(0).send("GET " + zero, "PING");
        assertThat(client.received()).isEqualTo("$1 x +PONG");
    }

    @Test
    void a_full_disk_fails_the_writes_of_the_turn_and_no_read() {
        disks.get(1).full = true;
        SteppedServer.Peer client = server.connect(0);
        assertThat(client.ask("GET " + one, "SET " + one + " x", "PING", "SET " + zero + " y", "GET " + zero))
                .isEqualTo("$-1 " + misconf(1) + " +PONG +OK $1 y");
        assertThat(client.ask("SET " + one + " z", "GET " + one)).isEqualTo(misconf(1) + " $1 x");
    }

    @Test
    void a_full_disk_fails_transactions_that_write_to_its_shard_and_no_other() {
        disks.get(1).full = true;
        SteppedServer.Peer client = server.connect(0);
        String failing = misconf(1);
        assertThat(client.ask("MSET " + zero + " x " + one + " x"))
                .as("found by its commit")
                .isEqualTo(failing);
        assertThat(client.ask("MSET " + zero + " y " + one + " y"))
                .as("known before")
                .isEqualTo(failing);
        assertThat(client.ask("MGET " + zero + " " + one))
                .as("the second MSET has not run")
                .isEqualTo("*2 $1 x $1 x");
        assertThat(client.ask(
                        "MULTI", "SET " + zero + " z", "SET " + one + " z", "EXEC", "MULTI", "GET " + one, "EXEC"))
                .isEqualTo("+OK +QUEUED +QUEUED -EXECABORT Transaction discarded because of: " + failing.substring(1)
                        + " +OK +QUEUED *1 $1 x");
        assertThat(client.ask("MULTI", "SET " + zero + " z", "EXEC")).isEqualTo("+OK +QUEUED *1 +OK");
    }

    @Test
    void keys_can_be_removed_from_a_full_disk() {
        SteppedServer.Peer client = server.connect(0);
        String[] keys = {"a", "b", "c", "d", "e", "f"};
        for (int i = 0; i < keys.length; i++) {
            keys[i] = server.key(1, keys[i]);
            client.ask("SET " + keys[i] + " x");
        }
        client.ask("SET " + zero + " x");
        disks.get(1).full = true;
        disks.get(1).takesRemoves = true;
        assertThat(client.ask("SET " + one + " x")).isEqualTo(misconf(1));
        assertThat(client.ask("DEL " + keys[0], "UNLINK " + keys[1], "GETDEL " + keys[2]))
                .isEqualTo(":1 :1 $1 x");
        assertThat(client.ask("MULTI", "DEL " + keys[3], "GET " + zero, "GETDEL " + keys[4], "EXEC"))
                .isEqualTo("+OK +QUEUED +QUEUED +QUEUED *3 :1 $1 x $1 x");
        assertThat(client.ask("DEL " + zero + " " + keys[4] + " " + server.key(1, "never")))
                .as("on two shards")
                .isEqualTo(":1");
        for (String key : List.of(keys[0], keys[1], keys[2], keys[3], keys[4])) {
            assertThat(disks.get(1).has(key)).as(key).isFalse();
        }
        assertThat(client.ask("FLUSHALL")).isEqualTo("+OK");
        assertThat(disks.get(1).has(keys[5])).isFalse();
        assertThat(client.ask("SET " + keys[5] + " y")).as("still full").isEqualTo(misconf(1));
        disks.get(1).full = false;
        server.now += 1_000;
        server.endTurn(1);
        assertThat(client.ask("SET " + keys[5] + " y")).isEqualTo("+OK");
    }

    @Test
    void a_full_disk_takes_no_command_that_writes_a_value() {
        SteppedServer.Peer client = server.connect(0);
        client.ask("SET " + one + " 1", "SET " + zero + " 1");
        disks.get(1).full = true;
        disks.get(1).takesRemoves = true;
        client.ask("SET " + server.key(1, "more") + " x");
        for (String command : List.of(
                "EXPIRE " + one + " 100",
                "PERSIST " + one,
                "GETEX " + one + " EX 100",
                "INCR " + one,
                "RENAME " + one + " " + server.key(1, "other"))) {
            assertThat(client.ask(command)).as(command).isEqualTo(misconf(1));
        }
        assertThat(client.ask("MULTI", "DEL " + one, "SET " + zero + " x", "EXEC"))
                .startsWith("+OK +QUEUED +QUEUED -EXECABORT");
        assertThat(client.ask("GET " + one, "GET " + zero)).isEqualTo("$1 1 $1 1");
    }

    /** Each second the values that have failed are tried again, with whatever has changed since. */
    @Test
    void a_remove_is_not_failed_by_the_next_attempt_to_write_values() {
        Slow slow = new Slow();
        CountingEngine disk = slow.disks.get(0);
        SteppedServer.Peer client = slow.server.connect(0);
        String other = slow.server.key(0, "other");
        client.ask("SET " + zero + " x", "SET " + other + " x");
        slow.answer();
        client.received();
        disk.full = true;
        disk.takesRemoves = true;
        client.ask("SET " + zero + " y");
        slow.answer();
        assertThat(client.received()).isEqualTo(misconf(0));
        slow.server.now += 1_000;
        client.send("DEL " + other);
        slow.server.run();
        slow.answer();
        assertThat(client.received())
                .as("the attempt with all changes has failed")
                .isEmpty();
        slow.answer();
        assertThat(client.received()).isEqualTo(":1");
        assertThat(disk.has(other)).isFalse();
    }

    /** The answer to the second DEL says that the key is absent: also from the disk. */
    @Test
    void a_remove_that_has_failed_is_not_acknowledged_when_it_is_repeated_until_it_is_on_disk() {
        Slow slow = new Slow();
        CountingEngine disk = slow.disks.get(0);
        SteppedServer.Peer first = slow.server.connect(0);
        SteppedServer.Peer second = slow.server.connect(0);
        first.ask("SET " + zero + " x");
        slow.answer();
        first.received();
        disk.full = true;
        disk.takesRemoves = true;
        first.ask("MULTI", "SET " + slow.server.key(0, "b") + " y", "DEL " + zero, "EXEC");
        assertThat(second.ask("DEL " + zero)).isEmpty();
        slow.answer();
        assertThat(first.received()).endsWith(misconf(0));
        assertThat(second.received()).as("a commit of its own is under way").isEmpty();
        assertThat(disk.has(zero)).isTrue();
        slow.answer();
        assertThat(second.received()).isEqualTo(":0");
        assertThat(disk.has(zero)).isFalse();
    }

    @Test
    void removes_of_absent_keys_are_answered_while_values_are_rejected() {
        SteppedServer.Peer client = server.connect(0);
        disks.get(1).full = true;
        client.ask("SET " + one + " x");
        server.now += 1_000;
        server.endTurn(1);
        String never = server.key(1, "never");
        assertThat(client.ask(
                        "DEL " + never,
                        "GETDEL " + never,
                        "DEL " + zero + " " + never,
                        "MULTI",
                        "DEL " + never,
                        "EXEC"))
                .isEqualTo(":0 $-1 :0 +OK +QUEUED *1 :0");
    }

    @Test
    void writes_are_accepted_again_when_the_disk_has_room() {
        disks.get(1).full = true;
        SteppedServer.Peer client = server.connect(0);
        client.ask("SET " + one + " x");
        disks.get(1).full = false;
        server.now += 1_000;
        server.endTurn(1);
        assertThat(client.ask("SET " + server.key(1, "next") + " y")).isEqualTo("+OK");
        assertThat(disks.get(1).has(one))
                .as("what was refused and is in memory")
                .isTrue();
    }

    @Test
    void a_restart_shows_all_keys_and_when_they_expire() {
        server.connect(0)
                .ask(
                        "SET " + zero + " x PX 5000",
                        "MSET " + server.key(0, "a") + " 1 " + server.key(1, "a") + " 2",
                        "SET " + one + " y",
                        "PEXPIRE " + one + " 9000",
                        "SET " + server.key(1, "gone") + " z",
                        "DEL " + server.key(1, "gone"),
                        "SET " + server.key(0, "expired") + " z PX 100");
        SteppedServer again = new SteppedServer(disks);
        again.now = server.now + 1_000;
        assertThat(again.connect(1)
                        .ask(
                                "PTTL " + zero,
                                "PTTL " + one,
                                "MGET " + zero + " " + one + " " + server.key(0, "a") + " " + server.key(1, "a"),
                                "GET " + server.key(0, "expired"),
                                "GET " + server.key(1, "gone"),
                                "DBSIZE"))
                .isEqualTo(":4000 :8000 *4 $1 x $1 y $1 1 $1 2 $-1 $-1 :4");
    }

    @Test
    void flushall_is_answered_when_every_disk_is_empty() {
        SteppedServer.Peer client = server.connect(0);
        client.ask("MSET " + zero + " x " + one + " y");
        client.send("FLUSHALL");
        runMessages();
        assertThat(client.received()).isEmpty();
        server.run();
        assertThat(client.received()).isEqualTo("+OK");
        assertThat(disks.get(0).has(zero) || disks.get(1).has(one)).isFalse();
    }

    /** A server on a disk that answers when the test says so. */
    private static final class Slow {
        final List<CountingEngine> disks = CountingEngine.several(2);
        final Deque<Runnable> work = new ArrayDeque<>();
        final SteppedServer server = new SteppedServer(disks, work::add);

        /** Lets the disk do its oldest work, and the loops go on. */
        void answer() {
            work.remove().run();
            server.run();
        }
    }

    @Test
    void a_slow_disk_delays_the_clients_that_wait_for_it_and_no_other() {
        Slow slow = new Slow();
        SteppedServer.Peer writer = slow.server.connect(0).send("SET " + zero + " x");
        SteppedServer.Peer readers = slow.server.connect(0);
        SteppedServer.Peer same = slow.server.connect(0);
        slow.server.run();
        assertThat(slow.work).as("what waits for the disk").hasSize(1);
        assertThat(readers.ask("PING", "GET " + slow.server.key(0, "other"), "GET " + one))
                .as("no key of the write")
                .isEqualTo("+PONG $-1 $-1");
        assertThat(same.ask("GET " + zero)).as("the key of the write").isEmpty();
        assertThat(slow.server.connect(1).ask("GET " + zero))
                .as("on another loop")
                .isEmpty();
        assertThat(slow.server.connect(1).ask("MGET " + one + " " + zero)).isEmpty();
        assertThat(slow.server.connect(0).ask("DBSIZE")).isEmpty();
        assertThat(writer.received()).isEmpty();
        slow.answer();
        assertThat(writer.received()).isEqualTo("+OK");
        assertThat(same.received()).isEqualTo("$1 x");
        assertThat(slow.work).isEmpty();
    }

    @Test
    void what_changes_while_the_disk_is_busy_is_the_next_commit() {
        Slow slow = new Slow();
        SteppedServer.Peer first = slow.server.connect(0);
        SteppedServer.Peer second = slow.server.connect(0);
        SteppedServer.Peer third = slow.server.connect(0);
        assertThat(first.ask("SET " + zero + " 1")).isEmpty();
        assertThat(second.ask("INCR " + zero) + third.ask("SET " + slow.server.key(0, "b") + " y"))
                .isEmpty();
        slow.answer();
        assertThat(first.received()).isEqualTo("+OK");
        assertThat(second.received() + third.received()).as("not yet on disk").isEmpty();
        assertThat(slow.work).hasSize(1);
        slow.answer();
        assertThat(second.received()).isEqualTo(":2");
        assertThat(third.received()).isEqualTo("+OK");
        assertThat(slow.disks.get(0).forces).isEqualTo(2);
    }

    @Test
    void a_flushall_while_the_disk_is_busy_removes_what_it_writes() {
        Slow slow = new Slow();
        SteppedServer.Peer client = slow.server.connect(0);
        client.ask("SET " + zero + " x");
        SteppedServer.Peer other = slow.server.connect(0);
        assertThat(other.ask("FLUSHALL")).isEmpty();
        while (!slow.work.isEmpty()) {
            slow.answer();
        }
        assertThat(client.received()).isEqualTo("+OK");
        assertThat(other.received()).isEqualTo("+OK");
        assertThat(slow.disks.get(0).has(zero)).isFalse();
    }

    @Test
    void a_disk_that_fails_late_fails_what_has_waited_and_is_tried_again() {
        Slow slow = new Slow();
        slow.disks.get(0).full = true;
        SteppedServer.Peer first = slow.server.connect(0);
        SteppedServer.Peer second = slow.server.connect(0);
        first.ask("SET " + zero + " x");
        second.ask("SET " + slow.server.key(0, "b") + " y");
        slow.answer();
        assertThat(first.received()).isEqualTo(misconf(0));
        assertThat(second.received()).isEqualTo(misconf(0));
        assertThat(second.ask("SET " + zero + " z", "PING")).isEqualTo(misconf(0) + " +PONG");
        slow.disks.get(0).full = false;
        slow.server.now += 1_000;
        slow.server.run();
        slow.answer();
        assertThat(slow.disks.get(0).has(zero) && slow.disks.get(0).has(slow.server.key(0, "b")))
                .isTrue();
        second.send("SET " + zero + " z");
        slow.server.run();
        slow.answer();
        assertThat(second.received()).isEqualTo("+OK");
    }

    /** The holder changes keys while the disk's answer arrives. */
    @Test
    void a_commit_ends_when_a_transaction_has_released_the_shard() {
        Slow slow = new Slow();
        SteppedServer server = slow.server;
        SteppedServer.Peer client = server.connect(0);
        client.ask("SET " + zero + " x");
        BitSet shards = new BitSet();
        shards.set(0);
        List<Hold> held = new ArrayList<>();
        new Hold(server.worker(1), server.workers(), shards, server.sharding(), held::add).start();
        server.run();
        assertThat(held).hasSize(1);
        slow.answer();
        assertThat(client.received()).isEmpty();
        held.getFirst().release(_ -> {});
        server.run();
        assertThat(client.received()).isEqualTo("+OK");
    }

    /** The power fails after any step. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void no_acknowledged_increment_is_lost(boolean slow) {
        for (int seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            List<CountingEngine> engines = CountingEngine.several(3);
            Deque<Runnable> disk = new ArrayDeque<>();
            SteppedServer before = slow ? new SteppedServer(engines, disk::add) : new SteppedServer(engines);
            List<SteppedServer.Peer> clients = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                clients.add(before.connect(random.nextInt(3)));
            }
            int[] sent = new int[clients.size()];
            int[] acknowledged = new int[clients.size()];
            for (int step = random.nextInt(200); step > 0; step--) {
                int client = random.nextInt(clients.size());
                if (random.nextInt(4) == 0 && !clients.get(client).isWaiting()) {
                    clients.get(client).send("INCR own" + client, "MSET own" + client + "x 1 shared 2");
                    sent[client]++;
                }
                List<Integer> ready = before.ready();
                if (!ready.isEmpty() && random.nextInt(3) > 0) {
                    before.step(ready.get(random.nextInt(ready.size())));
                } else {
                    before.endTurn(random.nextInt(3));
                }
                if (!disk.isEmpty() && random.nextInt(3) == 0) {
                    disk.remove().run();
                }
                acknowledged[client] += clients.get(client).received().contains(":") ? 1 : 0;
            }
            SteppedServer after = new SteppedServer(engines);
            for (int client = 0; client < clients.size(); client++) {
                String value = after.value("own" + client);
                int kept = value == null ? 0 : Integer.parseInt(value);
                Fact.when("seed " + seed + ", a power failure, a restart; the counter of client " + client
                                + ", which has sent " + sent[client] + " INCRs")
                        .usually("a reply was sent before its change was forced")
                        .holds(kept >= acknowledged[client], "at least " + acknowledged[client], kept);
            }
        }
    }
}
