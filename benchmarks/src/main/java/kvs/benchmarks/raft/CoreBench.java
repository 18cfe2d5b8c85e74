package kvs.benchmarks.raft;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayDeque;
import java.util.Locale;
import java.util.SplittableRandom;
import kvs.raft.Configuration;
import kvs.raft.Effects;
import kvs.raft.EntryId;
import kvs.raft.Envelope;
import kvs.raft.Proposal;
import kvs.raft.Raft;
import kvs.raft.RaftOptions;
import kvs.raft.Restored;
import kvs.raft.Snapshot;
import kvs.raft.Write;

/**
 * The Raft core alone: how many proposals a second three nodes agree on, when network and disk cost nothing. All three
 * run on one thread; messages are handed over as objects, and each write is complete at once.
 */
public final class CoreBench {
    private static final int[] BATCHES = {1, 10, 100, 1000};
    private static final int COMMAND_BYTES = 64;
    private static final int SNAPSHOT_EVERY = 10_000;

    private final Raft[] nodes = new Raft[4];
    private final ArrayDeque<Envelope> network = new ArrayDeque<>();
    private final long[] applied = new long[4];
    private final long[] snapshots = new long[4];

    private CoreBench() {
        Configuration configuration = Configuration.ofVoters(1, 2, 3);
        for (int id = 1; id <= 3; id++) {
            nodes[id] = new Raft(id, 1, RaftOptions.DEFAULT, Restored.fresh(configuration), new SplittableRandom(id));
        }
        nodes[1].campaign();
        turn(1);
        deliver();
        if (!nodes[1].isLeader()) {
            throw new IllegalStateException("Node 1 did not become the leader");
        }
    }

    /** Prints a row for each number of proposals in a turn. */
    public static void main(String[] args) {
        boolean quick = args.length > 0 && args[0].equals("quick");
        System.out.println(
                "Raft core, three nodes on one thread, commands of " + COMMAND_BYTES + " bytes, no disk, no network");
        System.out.println();
        System.out.println("| proposals in a turn | proposals/s | bytes allocated per proposal |");
        System.out.println("|---:|---:|---:|");
        for (int batch : BATCHES) {
            long proposals = (quick ? 200_000L : 2_000_000L) * Math.min(batch, 10) / 10;
            new CoreBench().run(batch, proposals);
            CoreBench bench = new CoreBench();
            ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
            long allocated = threads.getCurrentThreadAllocatedBytes();
            long start = System.nanoTime();
            long done = bench.run(batch, proposals);
            double seconds = (System.nanoTime() - start) / 1e9;
            allocated = threads.getCurrentThreadAllocatedBytes() - allocated;
            System.out.printf(Locale.ROOT, "| %d | %,.0f | %d |%n", batch, done / seconds, allocated / done);
        }
    }

    private long run(int batch, long proposals) {
        byte[] command = new byte[COMMAND_BYTES];
        long done = 0;
        while (done < proposals) {
            for (int i = 0; i < batch; i++) {
                if (!(nodes[1].propose(command) instanceof Proposal.Accepted)) {
                    throw new IllegalStateException("A proposal was rejected");
                }
            }
            done += batch;
            turn(1);
            deliver();
            if (nodes[1].commit() != nodes[1].last().index()) {
                throw new IllegalStateException("Not everything was committed");
            }
        }
        return done;
    }

    private void turn(int id) {
        Raft node = nodes[id];
        Effects effects = node.effects();
        network.addAll(effects.send());
        Write write = effects.write();
        if (write != null) {
            node.persisted(write.number());
        }
        network.addAll(effects.sendOncePersisted());
        applied[id] += effects.apply().size();
        if (applied[id] >= snapshots[id] + SNAPSHOT_EVERY) {
            snapshot(id);
        }
    }

    private void snapshot(int id) {
        Raft node = nodes[id];
        EntryId last = new EntryId(applied[id], node.termAt(applied[id]));
        snapshots[id] = last.index();
        node.snapshotTaken(new Snapshot(last, node.configurationAt(last.index())));
    }

    /** Delivers all messages, and ends the turn of a node when it has received all that wait for it. */
    private void deliver() {
        while (!network.isEmpty()) {
            Envelope envelope = network.removeFirst();
            nodes[envelope.to()].receive(envelope);
            Envelope next = network.peekFirst();
            if (next == null || next.to() != envelope.to()) {
                turn(envelope.to());
            }
        }
        // What became committed by the last answers.
        turn(1);
    }
}
