package kvs.sharded;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import kvs.net.Session;
import kvs.protocol.Bytes;
import kvs.resp.Arguments;
import kvs.resp.Client;
import kvs.resp.CommandSpec;
import kvs.resp.Handler;
import kvs.resp.Replies;
import kvs.resp.Routing;
import kvs.resp.ScanCursor;
import kvs.resp.Transaction;
import kvs.shard.Database;
import kvs.shard.Sharding;
import kvs.shard.Slice;
import kvs.shard.Watch;
import org.jspecify.annotations.Nullable;

/**
 * Routes commands to shards by messages: each shard belongs to one loop.
 *
 * <pre>
 *   the key is this loop's           run here, at once
 *   the key is another loop's        into the round's batch for that loop
 *   the keys are in several shards   wait for the round; hold the shards; run here; release
 * </pre>
 *
 * <p>A {@link Round} is what one turn of the session has sent out. The next begins when it is complete.
 */
final class ShardRouter implements Router {
    /** Replies made here of this size end the round. */
    private static final int FULL_BYTES = 1 << 18;

    private final Worker home;

    /** The loops by shard number. */
    private final List<Worker> workers;

    private final Sharding sharding;
    private final CommandShards needed;
    private final Client client;
    private final Line line;

    /** The form of replies that the client has chosen last. */
    private final Supplier<ReplyForm> form;

    private final Round round;

    /** The replies of {@link #round}. */
    private final ReplySlots slots;

    /** Whether a hold is being taken. Only between rounds: a held shard is not committed, and a round may wait for that. */
    private boolean acquiring;

    /** The shards that are held for the commands of this turn; null while there are none. */
    private @Nullable Hold held;

    /** Whether a reply of this turn, made here, depends on changes of home's shard that may not be durable. */
    private boolean uncertain;

    /** Whether the session is in its turn, and sees for itself what has happened. */
    private boolean inTurn;

    private boolean closed;

    ShardRouter(
            Worker home, List<Worker> workers, Sharding sharding, Client client, Line line, Supplier<ReplyForm> form) {
        this.home = home;
        this.workers = workers;
        this.sharding = sharding;
        this.needed = new CommandShards(sharding, client);
        this.client = client;
        this.line = line;
        this.form = form;
        // HELLO answers in the version that it has set.
        client.onVersion(home.writer()::version);
        this.round = new Round(home, workers, form, this::goOn);
        this.slots = round.slots();
    }

    @Override
    public Session.Next begin() {
        if (isWaiting()) {
            return Session.Next.WAIT;
        }
        round.sendRest();
        if (round.isUnderWay()) {
            return Session.Next.WAIT;
        }
        if (!round.join(line.out())) {
            return Session.Next.AGAIN;
        }
        inTurn = true;
        return Session.Next.READ;
    }

    private boolean isWaiting() {
        return round.isUnderWay() || acquiring;
    }

    @Override
    public void fetch(Window window) {
        home.shard().fetch(window);
    }

    @Override
    public boolean run(CommandSpec command, Arguments words) {
        return switch (command.routing()) {
            case KEYS -> runOnKeys(command, words);
            case CURSOR -> runOnCursor(command, words);
            case ALL -> runHeld(needed.all(), command, words);
            case WATCHED -> runHeld(needed.watched(), command, words);
            case TRANSACTION -> runHeld(needed.ofTransaction(), command, words);
            case NONE -> throw new IllegalArgumentException(command.name() + " needs no shard");
        };
    }

    private boolean runOnKeys(CommandSpec command, Arguments words) {
        // OBJECT HELP has no key: the shard of another word serves as well.
        int first = Math.min(command.firstKey(), words.count() - 1);
        int shard = sharding.shardOf(words.get(first));
        int last = command.lastKey(words.count());
        boolean several = !(command.handler() instanceof Handler.OnKeys);
        for (int i = first + command.keyStep(); i <= last && !several; i += command.keyStep()) {
            several = sharding.shardOf(words.get(i)) != shard;
        }
        return several ? runHeld(needed.of(command, words), command, words) : runOnShard(shard, command, words);
    }

    private boolean runOnCursor(CommandSpec command, Arguments words) {
        Hold now = held;
        if (now != null && now.shards() < workers.size()) {
            // A cursor counts all shards, and this hold does not know them.
            return false;
        }
        return runOnShard(ScanCursor.shardOf(words.get(1), workers.size()), command, words);
    }

    /** Runs a command of one shard: here, or there. */
    private boolean runOnShard(int shard, CommandSpec command, Arguments words) {
        Shard own = home.shard();
        Hold now = held;
        if (now != null && now.covers(shard)) {
            runHere(command, words, now);
        } else if (shard == own.index() && !own.isHeld()) {
            uncertain |= own.run(command, words, replies(), buffer());
            if (!isDirect()) {
                slots.addHere(command.isWrite());
            }
        } else {
            ShardBatch batch = round.batchFor(shard);
            if (batch == null) {
                // HELLO has changed the form within the round.
                return false;
            }
            batch.add(command, words);
            slots.addShard(shard);
        }
        return true;
    }

    /**
     * Runs a command here that needs several shards: takes them first, after all replies of the round have arrived. Until then
     * the command stays at the cursor. Further commands of the turn use the same hold, if it has their shards: a pipeline of
     * MSETs takes them once.
     */
    private boolean runHeld(BitSet shards, CommandSpec command, Arguments words) {
        Hold now = held;
        if (now != null) {
            if (!now.covers(shards)) {
                return false;
            }
            runHere(command, words, now);
            return true;
        }
        Shard own = home.shard();
        if (shards.isEmpty() || (shards.cardinality() == 1 && shards.get(own.index()) && !own.isHeld())) {
            runHere(command, words, null);
            return true;
        }
        if (round.isEmpty()) {
            acquiring = true;
            new Hold(home, workers, shards, sharding, this::holding).start();
            if (held != null) {
                return runHeld(shards, command, words);
            }
        }
        return false;
    }

    /**
     * Runs a command here, with a reply in the next slot.
     *
     * @param hold has its shards; null if it needs none but this loop's
     */
    private void runHere(CommandSpec command, Arguments words, @Nullable Hold hold) {
        Database database = hold == null ? home.shard().database() : hold;
        boolean writes = writes(command, false);
        uncertain |= hold == null;
        String failure = writes ? failure(hold, false) : null;
        if (failure != null && !writes(command, true)) {
            failure = failure(hold, true);
        }
        Replies out = replies();
        if (failure == null) {
            Shard.runSafely(Router.handler(command, client), command, words, database, out, buffer());
        } else if (command.routing() == Routing.TRANSACTION) {
            client.discard(database);
            out.error("EXECABORT Transaction discarded because of: " + failure);
        } else {
            out.error(failure);
        }
        replied(writes && failure == null);
    }

    private @Nullable String failure(@Nullable Hold hold, boolean removes) {
        return hold == null ? home.shard().failure(removes) : hold.failure(removes);
    }

    /**
     * Returns whether a command may change keys: by itself, or as the EXEC of commands that do.
     *
     * @param values whether changes count only if they may do more than remove keys
     */
    private boolean writes(CommandSpec command, boolean values) {
        Transaction transaction = command.routing() == Routing.TRANSACTION ? client.transaction() : null;
        return isWrite(command, values)
                || (transaction != null
                        && transaction.commands().stream().anyMatch(queued -> isWrite(queued.spec(), values)));
    }

    private static boolean isWrite(CommandSpec command, boolean values) {
        return command.isWrite() && !(values && command.isRemove());
    }

    /** Continues when all shards are held. */
    private void holding(Hold hold) {
        acquiring = false;
        if (closed) {
            hold.release(_ -> {});
            return;
        }
        held = hold;
        goOn();
    }

    /** Releases the shards of this turn's commands. If shards are durable, the replies wait for all of them. */
    private void letGo() {
        Hold hold = held;
        if (hold == null) {
            return;
        }
        held = null;
        if (home.shard().isDurable()) {
            round.awaitCommit(hold);
        } else {
            hold.release(_ -> {});
        }
    }

    private void goOn() {
        if (!inTurn && !closed) {
            line.resume();
        }
    }

    @Override
    public Replies replies() {
        return form.get().on(home.writer(), buffer());
    }

    @Override
    public ByteBuf buffer() {
        return isDirect() ? line.out() : slots.here();
    }

    /** Returns whether a reply may go straight to the output: no earlier one is outstanding, and no change waits for a disk. */
    private boolean isDirect() {
        return slots.isEmpty() && !home.shard().isDurable();
    }

    @Override
    public void replied() {
        replied(false);
    }

    private void replied(boolean write) {
        if (!isDirect()) {
            slots.addHere(write);
        }
    }

    @Override
    public boolean isFull() {
        return slots.bytesHere() >= FULL_BYTES;
    }

    @Override
    public boolean isCaughtUp() {
        return slots.isEmpty();
    }

    @Override
    public boolean end() {
        letGo();
        forgetAbandoned();
        round.send();
        if (uncertain && home.shard().isDurable()) {
            round.awaitCommit(home.shard());
        }
        uncertain = false;
        inTurn = false;
        if (isWaiting()) {
            return true;
        }
        // Without a batch, all replies were made here.
        round.join(line.out());
        return false;
    }

    @Override
    public void close() {
        closed = true;
        Hold now = held;
        if (now != null) {
            held = null;
            now.release(_ -> {});
        }
        round.close();
        forgetAbandoned();
    }

    /** Lets the shards forget what the client watches no more. */
    private void forgetAbandoned() {
        for (Client.Abandoned abandoned : client.takeAbandoned()) {
            forget(abandoned.watch(), abandoned.keys());
        }
    }

    /** Sends one message to each shard of {@code keysOfWatch}. */
    private void forget(Watch watch, Collection<Bytes> keysOfWatch) {
        Map<Worker, List<Slice>> watched = new HashMap<>();
        for (Bytes key : keysOfWatch) {
            Slice slice = Slice.of(key);
            Worker owner = workers.get(sharding.shardOf(slice));
            watched.computeIfAbsent(owner, _ -> new ArrayList<>()).add(slice);
        }
        watched.forEach((owner, keys) -> {
            Runnable forget =
                    () -> owner.shard().whenFree(keyspace -> keys.forEach(key -> keyspace.unwatch(key, watch)));
            if (owner == home) {
                forget.run();
            } else {
                home.send(owner, forget);
            }
        });
    }
}
