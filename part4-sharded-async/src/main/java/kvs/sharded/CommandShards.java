package kvs.sharded;

import java.util.BitSet;
import kvs.protocol.Bytes;
import kvs.resp.Arguments;
import kvs.resp.Client;
import kvs.resp.CommandSpec;
import kvs.resp.Transaction;
import kvs.shard.Sharding;
import kvs.shard.Slice;

/**
 * Which shards, or stripes, the commands of a client need.
 *
 * <p>For the thread of the client's connection.
 */
record CommandShards(Sharding sharding, Client client) {

    BitSet all() {
        BitSet all = new BitSet();
        all.set(0, sharding.shards());
        return all;
    }

    /** Returns the shards of the keys among {@code words}. */
    BitSet of(CommandSpec command, Arguments words) {
        BitSet shards = new BitSet();
        add(command, words, shards);
        return shards;
    }

    private void add(CommandSpec command, Arguments words, BitSet shards) {
        int last = command.lastKey(words.count());
        for (int i = command.firstKey(); i > 0 && i <= last; i += command.keyStep()) {
            shards.set(sharding.shardOf(words.get(i)));
        }
    }

    /** Returns the shards of the keys that the client watches. */
    BitSet watched() {
        BitSet shards = new BitSet();
        for (Bytes key : client.watchedKeys()) {
            shards.set(sharding.shardOf(Slice.of(key)));
        }
        return shards;
    }

    /** Returns the shards that EXEC needs: those of the watched keys and of the queued commands. */
    BitSet ofTransaction() {
        BitSet shards = watched();
        Transaction transaction = client.transaction();
        if (transaction == null || transaction.isAborted()) {
            return shards;
        }
        for (Transaction.Queued queued : transaction.commands()) {
            switch (queued.spec().routing()) {
                case NONE -> {}
                case KEYS -> add(queued.spec(), queued.words(), shards);
                // A cursor counts all shards.
                case CURSOR, ALL, WATCHED, TRANSACTION -> {
                    return all();
                }
            }
        }
        return shards;
    }
}
