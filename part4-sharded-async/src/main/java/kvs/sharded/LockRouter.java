package kvs.sharded;

import io.netty.buffer.ByteBuf;
import java.util.BitSet;
import java.util.function.Supplier;
import kvs.net.Session;
import kvs.protocol.Bytes;
import kvs.resp.Arguments;
import kvs.resp.Client;
import kvs.resp.CommandSpec;
import kvs.resp.Replies;
import kvs.resp.RespWriter;
import kvs.shard.Database;
import kvs.shard.Slice;
import kvs.shard.Watch;

/**
 * Runs every command at once, on the thread that has read it, under the locks of the stripes that its keys are in. A comparison:
 * with one stripe, one map under one lock; with many, the design of most multi-threaded stores.
 */
final class LockRouter implements Router {
    private final Stripes stripes;
    private final CommandShards needed;
    private final Client client;
    private final Line line;
    private final Supplier<ReplyForm> form;
    private final RespWriter writer;

    LockRouter(RespWriter writer, Stripes stripes, Client client, Line line, Supplier<ReplyForm> form) {
        this.writer = writer;
        this.stripes = stripes;
        this.needed = new CommandShards(stripes.sharding(), client);
        this.client = client;
        this.line = line;
        this.form = form;
        // HELLO answers in the version that it has set.
        client.onVersion(writer::version);
    }

    @Override
    public Session.Next begin() {
        return Session.Next.READ;
    }

    @Override
    public boolean run(CommandSpec command, Arguments words) {
        switch (command.routing()) {
            case KEYS -> {
                // OBJECT HELP has no key: the stripe of another word serves as well.
                int first = Math.min(command.firstKey(), words.count() - 1);
                if (command.lastKey(words.count()) <= first) {
                    runOn(stripes.stripeOf(words.get(first)), command, words);
                } else {
                    runOnAll(needed.of(command, words), command, words);
                }
            }
            case CURSOR, ALL -> runOnAll(needed.all(), command, words);
            case WATCHED -> runOnAll(needed.watched(), command, words);
            case TRANSACTION -> runOnAll(needed.ofTransaction(), command, words);
            case NONE -> throw new IllegalArgumentException(command.name() + " needs no shard");
        }
        return true;
    }

    private void runOn(int stripe, CommandSpec command, Arguments words) {
        stripes.lock(stripe);
        try {
            runLocked(command, words, stripes);
        } finally {
            stripes.unlock(stripe);
        }
    }

    private void runOnAll(BitSet locked, CommandSpec command, Arguments words) {
        stripes.lockAll(locked);
        try {
            runLocked(command, words, stripes);
        } finally {
            stripes.unlockAll(locked);
        }
    }

    private void runLocked(CommandSpec command, Arguments words, Database database) {
        Shard.runSafely(Router.handler(command, client), command, words, database, replies(), buffer());
    }

    /** Does nothing: another thread may change the keys meanwhile. */
    @Override
    public void fetch(Window window) {}

    @Override
    public Replies replies() {
        return form.get().on(writer, buffer());
    }

    @Override
    public ByteBuf buffer() {
        return line.out();
    }

    @Override
    public void replied() {}

    @Override
    public boolean isFull() {
        return false;
    }

    @Override
    public boolean isCaughtUp() {
        return true;
    }

    @Override
    public boolean end() {
        forgetAbandoned();
        return false;
    }

    @Override
    public void close() {
        forgetAbandoned();
    }

    /** Lets the stripes forget what the client watches no more. */
    private void forgetAbandoned() {
        for (Client.Abandoned abandoned : client.takeAbandoned()) {
            for (Bytes key : abandoned.keys()) {
                forget(Slice.of(key), abandoned.watch());
            }
        }
    }

    private void forget(Slice key, Watch watch) {
        int stripe = stripes.stripeOf(key);
        stripes.lock(stripe);
        try {
            stripes.keyspace(stripe).unwatch(key, watch);
        } finally {
            stripes.unlock(stripe);
        }
    }
}
