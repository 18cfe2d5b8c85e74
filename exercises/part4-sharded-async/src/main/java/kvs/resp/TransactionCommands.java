package kvs.resp;

import java.util.Collection;
import kvs.protocol.Bytes;
import kvs.shard.Database;
import kvs.shard.Slice;
import kvs.shard.Watch;
import org.jspecify.annotations.Nullable;

/**
 * MULTI, EXEC, DISCARD, WATCH and UNWATCH. {@link Dispatch} queues the commands between MULTI and EXEC.
 *
 * <p>EXEC runs on a thread that holds the shards of all queued commands and of all watched keys. So no other command
 * comes between two of them, and none comes between the look at the watch and the first of them.
 */
final class TransactionCommands {
    private static final String FAST = "noscript loading stale fast allow_busy";

    private TransactionCommands() {}

    static void addTo(CommandTable.Builder table) {
        table.command("transactions", "multi", 1, FAST)
                .since("1.2.0", "Mark the start of a transaction block")
                .onClient(TransactionCommands::multi);
        table.command("transactions", "exec", 1, "noscript loading stale skip_slowlog")
                .since("1.2.0", "Execute all commands issued after MULTI")
                .routed(Routing.TRANSACTION)
                .onBoth(TransactionCommands::exec);
        table.command("transactions", "discard", 1, FAST)
                .since("2.0.0", "Discard all commands issued after MULTI")
                .routed(Routing.WATCHED)
                .onBoth(TransactionCommands::discard);
        table.command("transactions", "watch", -2, FAST)
                .since("2.2.0", "Watch the given keys to determine execution of the MULTI/EXEC block")
                .keys(1, -1, 1)
                .onBoth(TransactionCommands::watch);
        table.command("transactions", "unwatch", 1, FAST)
                .since("2.2.0", "Forget about all watched keys")
                .routed(Routing.WATCHED)
                .onBoth(TransactionCommands::unwatch);
    }

    private static void multi(Arguments words, Client client, Replies out) {
        if (client.inTransaction()) {
            out.error("ERR MULTI calls can not be nested");
            return;
        }
        client.begin();
        out.ok();
    }

    private static void exec(Arguments words, Client client, Database database, Replies out) {
        Transaction transaction = client.transaction();
        if (transaction == null) {
            out.error("ERR EXEC without MULTI");
            return;
        }
        boolean broken = isWatchBroken(client.watch(), client.watchedKeys(), database);
        // Before the commands run: they may change watched keys.
        client.unwatch(database);
        try {
            if (transaction.isAborted()) {
                out.error("EXECABORT Transaction discarded because of previous errors.");
            } else if (broken) {
                out.nilArray();
            } else {
                run(transaction, client, database, out);
            }
        } finally {
            // After the commands have run: CLIENT INFO among them shows a transaction.
            client.end();
        }
    }

    private static void run(Transaction transaction, Client client, Database database, Replies out) {
        out.array(transaction.commands().size());
        for (Transaction.Queued queued : transaction.commands()) {
            run(queued, client, database, out);
        }
    }

    /**
     * Returns whether one of the watched keys has changed since it was watched: was set, removed, or has expired.
     *
     * @param watch null if the client watches no keys
     * @param keys those that it watches; their shards are held
     * @exercise 4.10
     */
    private static boolean isWatchBroken(@Nullable Watch watch, Collection<Bytes> keys, Database database) {
        throw new UnsupportedOperationException("exercise 4.10: not written yet");
    }

    private static void run(Transaction.Queued queued, Client client, Database database, Replies out) {
        switch (queued.spec().handler()) {
            case Handler.OnKeys handler -> handler.run(queued.words(), database, out);
            case Handler.OnClient handler -> handler.run(queued.words(), client, out);
            case Handler.OnBoth handler -> handler.run(queued.words(), client, database, out);
        }
    }

    /**
     * Answers an EXEC that is malformed itself, or that a subscriber may not send; ends the transaction, if there is one,
     * and the watch. The shards of the watched keys are not held: they forget the watch later.
     */
    static void abort(String reason, Client client, Replies out) {
        client.end();
        client.abandonWatch();
        out.error("EXECABORT Transaction discarded because of: " + reason);
    }

    private static void discard(Arguments words, Client client, Database database, Replies out) {
        if (!client.inTransaction()) {
            out.error("ERR DISCARD without MULTI");
            return;
        }
        client.discard(database);
        out.ok();
    }

    private static void watch(Arguments words, Client client, Database database, Replies out) {
        if (client.inTransaction()) {
            out.error("ERR WATCH inside MULTI is not allowed");
            return;
        }
        for (int i = 1; i < words.count(); i++) {
            Slice key = words.get(i);
            if (!client.watch(key, database)) {
                out.error("ERR too many watched keys: UNWATCH first");
                return;
            }
        }
        out.ok();
    }

    private static void unwatch(Arguments words, Client client, Database database, Replies out) {
        client.unwatch(database);
        out.ok();
    }
}
