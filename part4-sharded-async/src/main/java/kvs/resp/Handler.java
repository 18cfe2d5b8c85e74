package kvs.resp;

import kvs.shard.Database;

/** What a command does. The kind says where it may run. */
public sealed interface Handler {

    /**
     * A command on keys. It runs on the thread of the shard that owns them, which need not be the client's; if the keys
     * are in several shards, on a thread that holds them all.
     */
    @FunctionalInterface
    non-sealed interface OnKeys extends Handler {
        void run(Arguments words, Database database, Replies out);
    }

    /** A command on the client's own state, or the server's. It runs on the thread of the client's loop. */
    @FunctionalInterface
    non-sealed interface OnClient extends Handler {
        void run(Arguments words, Client client, Replies out);
    }

    /** A command on both. It runs on the thread of the client's loop, which holds the shards that it needs. */
    @FunctionalInterface
    non-sealed interface OnBoth extends Handler {
        void run(Arguments words, Client client, Database database, Replies out);
    }
}
