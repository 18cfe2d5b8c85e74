package kvs.sharded;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.BitSet;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What one turn of a session has sent out, and waits for: a batch for each shard that it needs, and commits.
 *
 * <pre>
 *   open ── send ──▶ under way ── the last answer ──▶ complete ── join ──▶ open
 *                        │
 *                      close                the batches are with other loops: none may be used again yet
 *                        ▼
 *                  under way, closed ── the last answer ──▶ cleared
 * </pre>
 *
 * <p>A connection has one round at a time, so the replies are in the order of the requests, and so are the effects on each key.
 *
 * <p>For the thread of the connection's loop.
 */
final class Round implements BatchOwner {
    private final Worker home;

    /** The loops of all shards, by shard number. */
    private final List<Worker> workers;

    /** The form of replies that the client has chosen last. */
    private final Supplier<ReplyForm> form;

    /** Lets the connection go on. */
    private final Runnable whenComplete;

    private final ReplySlots slots;

    /** The batches of this round, by shard number. */
    private final @Nullable ShardBatch[] batches;

    /** The shards that have a batch in this round. */
    private final BitSet used = new BitSet();

    /** The number of batches and commits that have not come back. */
    private int outstanding;

    private boolean closed;

    /** @param whenComplete is called with the last answer of each round, unless the connection is closed */
    Round(Worker home, List<Worker> workers, Supplier<ReplyForm> form, Runnable whenComplete) {
        this.home = home;
        this.slots = new ReplySlots(home.replyBuffers());
        this.workers = workers;
        this.form = form;
        this.whenComplete = whenComplete;
        this.batches = new ShardBatch[workers.size()];
    }

    /** Returns the replies, in order. */
    ReplySlots slots() {
        return slots;
    }

    /** Returns whether no request has a place in it. */
    boolean isEmpty() {
        return slots.isEmpty() && outstanding == 0;
    }

    /** Returns whether answers are outstanding. */
    boolean isUnderWay() {
        return outstanding > 0;
    }

    /**
     * Returns the batch for {@code shard}, to which the caller adds a command. A round has one batch for a shard, which is one
     * message. The first command takes it from the loop's pool and opens it for this round, the shard's loop and the client's
     * form of replies. It also enters the batch in {@link #batches} and in {@link #used}; each later command gets the same one.
     *
     * @return null if the shard has a batch whose replies have another form than the client's: the command waits for the next
     *     round
     * @exercise 4.3
     */
    @Nullable
    ShardBatch batchFor(int shard) {
        ShardBatch batch = batches[shard];
        if (batch == null) {
            batch = home.takeBatch();
            batch.open(this, workers.get(shard), form.get());
            batches[shard] = batch;
            used.set(shard);
        }
        return batch.form() == form.get() ? batch : null;
    }

    /** Sends all batches to their shards. */
    void send() {
        for (int shard = used.nextSetBit(0); shard >= 0; shard = used.nextSetBit(shard + 1)) {
            send(shard, batch(shard));
        }
    }

    /** Sends out again the batches whose replies have all been moved and whose commands have not all run. */
    void sendRest() {
        for (int shard = used.nextSetBit(0); shard >= 0; shard = used.nextSetBit(shard + 1)) {
            ShardBatch batch = batch(shard);
            if (batch.isMoved() && batch.hasMore()) {
                batch.continueLater();
                send(shard, batch);
            }
        }
    }

    private void send(int shard, ShardBatch batch) {
        outstanding++;
        Worker target = workers.get(shard);
        if (target == home) {
            home.shard().submit(batch);
        } else {
            home.send(target, batch);
        }
    }

    private ShardBatch batch(int shard) {
        ShardBatch batch = batches[shard];
        if (batch == null) {
            throw new IllegalStateException("shard " + shard + " has no batch in this round");
        }
        return batch;
    }

    /** Makes the replies wait for what {@code shard}, which is home's, has to write. */
    void awaitCommit(Shard shard) {
        outstanding++;
        shard.whenCommitted(this::committed);
    }

    /** Lets {@code hold} go, and makes the replies wait for what its shards have to write. */
    void awaitCommit(Hold hold) {
        outstanding += hold.shards();
        hold.release(this::committed);
    }

    /** Changes of this round are on a shard's disk; or, if there is a {@code failure}, they may not be. */
    private void committed(@Nullable String failure) {
        if (failure != null) {
            ByteBuf error = Unpooled.buffer();
            form.get().on(home.writer(), error).error(failure);
            slots.failWrites(ByteBufUtil.getBytes(error));
        }
        arrived();
    }

    /** Notes that a batch is back. */
    @Override
    public void answered(ShardBatch batch) {
        arrived();
    }

    /**
     * Notes that one of the outstanding answers is here. The last one lets the connection go on ({@link #whenComplete}); or, if
     * the connection is closed, {@linkplain #clear clears} the round.
     *
     * @exercise 4.4
     */
    private void arrived() {
        outstanding--;
        if (outstanding > 0) {
            return;
        }
        if (closed) {
            clear();
        } else {
            whenComplete.run();
        }
    }

    /**
     * Notes that the connection is closed: nothing of the round is sent any more. The round is {@linkplain #clear cleared} as soon
     * as no answer is outstanding: until then its batches may be with other loops, which write to them.
     *
     * @exercise 4.4
     */
    void close() {
        closed = true;
        if (outstanding == 0) {
            clear();
        }
    }

    /**
     * Appends the replies of a complete round to {@code out}.
     *
     * @return whether they were all; if not, {@link #sendRest} comes next
     */
    boolean join(ByteBuf out) {
        if (!slots.isEmpty() && !slots.join(batches, out)) {
            return false;
        }
        giveBatchesBack();
        return true;
    }

    /** Gives back what the round has: its batches to the loop, for other connections, and the memory of its replies. */
    private void clear() {
        slots.clear();
        giveBatchesBack();
    }

    private void giveBatchesBack() {
        for (int shard = used.nextSetBit(0); shard >= 0; shard = used.nextSetBit(shard + 1)) {
            home.giveBack(batch(shard));
            batches[shard] = null;
        }
        used.clear();
    }
}
