package kvs.sharded;

import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import kvs.resp.Arguments;
import kvs.resp.CommandSpec;
import kvs.resp.Handler;
import kvs.resp.Replies;
import kvs.shard.Database;
import kvs.shard.Keyspace;
import kvs.shard.Slice;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One shard: its keys, and the order in which work on them is done.
 *
 * <pre>
 *             free ── hold ──▶ held by one transaction ── release ──▶ free
 *   a batch   runs             waits                                  runs
 *   a hold    is granted       waits                                  is granted
 * </pre>
 *
 * <p>While the shard is held, the thread of the holder's loop uses the keys, and the shard's own loop keeps off them.
 *
 * <p>If the shard is durable, its changes are committed beside the loop, those of one or more turns together; replies that
 * depend on them wait ({@link Committer}).
 *
 * <p>For the thread of its loop, except where a method says otherwise.
 */
final class Shard {
    private static final Logger LOG = LoggerFactory.getLogger(Shard.class);

    private final int index;
    private final Keyspace keyspace;
    private final Database database;

    /** Makes changes durable; null if the shard lives in memory only. */
    private final @Nullable Committer committer;

    private final Worker worker;

    /** The next commands of the batch at work. A session's window is another: a batch may run while a session has one. */
    private final Window window = new Window();

    /** The transaction that uses the keys; null if the shard is free. */
    private @Nullable Hold holder;

    /** The work that arrived while the shard was held: batches and holds, in order. Empty while it is free. */
    private final Deque<Runnable> waiting = new ArrayDeque<>();

    /** @param all the keyspaces of all shards, by number; filled before the first command */
    Shard(int index, Keyspace keyspace, List<Keyspace> all, @Nullable Committer committer, Worker worker) {
        this.index = index;
        this.keyspace = keyspace;
        this.database = new Database() {
            @Override
            public Keyspace of(Slice key) {
                return keyspace;
            }

            @Override
            public List<Keyspace> all() {
                return all;
            }
        };
        this.committer = committer;
        this.worker = worker;
    }

    int index() {
        return index;
    }

    /** Returns the keys; for the loop's thread while the shard is free, and for its holder. */
    Keyspace keyspace() {
        return keyspace;
    }

    /** Returns this shard as a database, for commands that need no other. */
    Database database() {
        return database;
    }

    boolean isDurable() {
        return committer != null;
    }

    boolean isHeld() {
        return holder != null;
    }

    /**
     * {@linkplain #execute Runs} a batch: now, or when the shard is free and all that {@link #waiting waits} already is done.
     *
     * @exercise 4.10
     */
    void submit(ShardBatch batch) {
        throw new UnsupportedOperationException("exercise 4.10: not written yet");
    }

    private void execute(ShardBatch batch) {
        if (batch.execute(this, worker, window)) {
            whenCommitted(batch);
        } else {
            batch.committed(null);
        }
    }

    /**
     * Runs a command on this shard's keys: for the loop's thread while the shard is free. A defect of the command becomes an
     * error reply, and leaves no half of a reply.
     *
     * @param out writes to {@code buffer}
     * @return whether the reply has to wait until all changes up to now are committed
     */
    boolean run(CommandSpec command, Arguments words, Replies out, ByteBuf buffer) {
        String failure = committer != null && command.isWrite() ? failure(false) : null;
        if (failure != null && command.isRemove()) {
            failure = failure(true);
        }
        if (failure != null) {
            out.error(failure);
        } else {
            runSafely((Handler.OnKeys) command.handler(), command, words, database, out, buffer);
        }
        return committer != null && committer.isUncertain(command, words);
    }

    /**
     * Returns why this shard cannot store changes now, as an error for the client; null if it can.
     *
     * @param removes whether the changes only remove keys
     */
    @Nullable
    String failure(boolean removes) {
        return committer == null ? null : committer.failure(removes);
    }

    /** Runs a handler; an exception becomes an error reply. */
    static void runSafely(
            Handler.OnKeys handler, CommandSpec command, Arguments words, Database keys, Replies out, ByteBuf buffer) {
        int start = buffer.writerIndex();
        try {
            handler.run(words, keys, out);
        } catch (RuntimeException | StackOverflowError e) {
            LOG.error("the command {} failed", command.name(), e);
            buffer.writerIndex(start);
            out.error("ERR internal error in '" + command.name() + "': see the server's log");
        }
    }

    /** Calls {@code replies} when all changes up to now are committed: at once if there are none. */
    void whenCommitted(Uncommitted replies) {
        if (committer != null) {
            committer.whenCommitted(replies);
        } else {
            replies.committed(null);
        }
    }

    /** Ends a turn: lets the changes be made durable, unless the holder's thread may be changing the keys. */
    void commit() {
        if (committer != null && holder == null) {
            committer.endTurn();
        }
    }

    /**
     * {@linkplain #grant Gives} the shard to {@code hold}: now, or when it is free and all that {@link #waiting waits} already is
     * done.
     *
     * @exercise 4.10
     */
    void hold(Hold hold) {
        throw new UnsupportedOperationException("exercise 4.10: not written yet");
    }

    private void grant(Hold hold) {
        holder = hold;
        hold.granted(worker);
    }

    /**
     * Takes the shard back, and does the work that has waited.
     *
     * @param committed is called when the changes of the transaction are committed: at once if the shard is not durable
     */
    void release(Hold hold, Uncommitted committed) {
        if (holder != hold) {
            throw new IllegalStateException("shard " + index + " is released by a transaction that does not hold it");
        }
        holder = null;
        whenCommitted(committed);
        doWaiting();
    }

    /**
     * Does the work that has waited, in order. It stops when the shard is held again.
     *
     * @exercise 4.10
     */
    private void doWaiting() {
        throw new UnsupportedOperationException("exercise 4.10: not written yet");
    }

    /** Uses the keys, now or when the shard is free. */
    void whenFree(Consumer<Keyspace> work) {
        if (holder != null) {
            waiting.add(() -> work.accept(keyspace));
        } else {
            work.accept(keyspace);
        }
    }

    /** Fetches what the commands of {@code window} will read; while the shard is held, its keys are another thread's. */
    void fetch(Window window) {
        if (holder == null) {
            window.fetch(keyspace);
        }
    }

    /** Does a small piece of postponed work: removes expired keys, moves entries. Returns whether more waits. */
    boolean work(int budget) {
        return holder == null && keyspace.work(budget);
    }

    /** Removes some expired keys, now or when the shard is free. */
    void sweep(int budget) {
        whenFree(keys -> keys.sweep(budget));
    }
}
