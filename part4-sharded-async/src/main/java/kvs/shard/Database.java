package kvs.shard;

import java.util.List;

/**
 * The shards that a command may use: the one that owns its keys, or several that are held for it. A command that looks
 * a key up asks for its {@link Keyspace} first, and so runs in the same way on one shard or on many.
 */
public interface Database {

    /** Returns the keyspace that owns {@code key}. */
    Keyspace of(Slice key);

    /** Returns the keyspaces that the command may use, by rising shard number; all, if the command is for all. */
    List<Keyspace> all();

    /** Returns a database of one shard, which owns every key. */
    static Database of(Keyspace only) {
        List<Keyspace> all = List.of(only);
        return new Database() {
            @Override
            public Keyspace of(Slice key) {
                return only;
            }

            @Override
            public List<Keyspace> all() {
                return all;
            }
        };
    }
}
