package kvs.sharded;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import kvs.protocol.Fact;
import kvs.shard.Keyspace;
import kvs.shard.ObjectMap;
import kvs.shard.Sharding;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Transactions on real threads, which try to wait for each other. A deadlock shows without a time limit: no message is left, and
 * not all transactions have run.
 */
class TransactionThreadsTest {
    private static final int SHARDS = 4;
    private static final int CLIENTS = 12;
    private static final int TRANSACTIONS = 1_000;

    private final List<Worker> workers = new ArrayList<>();
    private final List<BlockingQueue<Runnable>> mailboxes = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();

    /** The messages that have not run, and one for the start. */
    private final AtomicInteger pending = new AtomicInteger(1);

    private final CountDownLatch quiet = new CountDownLatch(1);
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

    /** For each shard, what its holders have counted: without a lock. */
    private final int[] counts = new int[SHARDS];

    private final AtomicInteger finished = new AtomicInteger();

    @Test
    void threads_that_take_the_same_shards_all_get_them_and_alone() throws Throwable {
        start();
        int expected = 0;
        for (int client = 0; client < CLIENTS; client++) {
            Random random = new Random(client);
            Worker home = workers.get(client % SHARDS);
            List<BitSet> transactions = new ArrayList<>();
            for (int i = 0; i < TRANSACTIONS; i++) {
                BitSet shards = new BitSet();
                while (shards.cardinality() < 2) {
                    shards.set(random.nextInt(SHARDS));
                }
                transactions.add(shards);
                expected += shards.cardinality();
            }
            post(home, () -> next(home, transactions, 0));
        }
        ran();
        quiet.await();
        stop();
        if (failure.get() != null) {
            throw failure.get();
        }
        Fact.when(CLIENTS + " clients on " + SHARDS + " threads with " + TRANSACTIONS
                        + " transactions each; those that have run" + " when no message is left")
                .usually("two transactions wait for each other's shard for ever")
                .gives(CLIENTS * TRANSACTIONS, finished.get());
        int counted = 0;
        for (int count : counts) {
            counted += count;
        }
        Fact.when("each transaction adds one to the count of each of its shards; the sum")
                .usually("two transactions had the same shard at the same time")
                .gives(expected, counted);
    }

    private void next(Worker home, List<BitSet> transactions, int at) {
        if (at == transactions.size()) {
            return;
        }
        BitSet shards = transactions.get(at);
        new Hold(home, workers, shards, new Sharding(SHARDS), hold -> {
                    shards.stream().forEach(shard -> counts[shard]++);
                    finished.incrementAndGet();
                    hold.release(_ -> {});
                    post(home, () -> next(home, transactions, at + 1));
                })
                .start();
    }

    private void start() {
        List<Keyspace> keyspaces = new ArrayList<>();
        for (int shard = 0; shard < SHARDS; shard++) {
            keyspaces.add(new Keyspace(new ObjectMap(), () -> 0));
            BlockingQueue<Runnable> mailbox = new LinkedBlockingQueue<>();
            mailboxes.add(mailbox);
            workers.add(new Worker(shard, this::post, keyspaces.get(shard), keyspaces, null));
            threads.add(Thread.ofPlatform().daemon().start(() -> run(mailbox)));
        }
    }

    private void post(Worker to, Runnable message) {
        pending.incrementAndGet();
        mailboxes.get(to.shard().index()).add(message);
    }

    private void run(BlockingQueue<Runnable> mailbox) {
        try {
            while (true) {
                try {
                    mailbox.take().run();
                } catch (RuntimeException | Error e) {
                    failure.compareAndSet(null, e);
                }
                ran();
            }
        } catch (InterruptedException _) {
            // The test is over.
        }
    }

    /** Notes that a message has run. */
    private void ran() {
        if (pending.decrementAndGet() == 0) {
            quiet.countDown();
        }
    }

    private void stop() throws InterruptedException {
        for (Thread thread : threads) {
            thread.interrupt();
            thread.join();
        }
    }
}
