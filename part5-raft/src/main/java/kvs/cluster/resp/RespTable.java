package kvs.cluster.resp;

import java.util.List;
import java.util.Map;
import java.util.Set;
import kvs.resp.Arguments;
import kvs.resp.Client;
import kvs.resp.CommandSpec;
import kvs.resp.CommandTable;
import kvs.resp.Handler;
import kvs.resp.Replies;
import kvs.resp.Routing;
import kvs.shard.Database;
import kvs.shard.Keyspace;
import kvs.shard.Slice;

/** The commands that the replicated store serves: part 4's entries, with part 4's handlers where they need no key. */
final class RespTable {
    private static final Set<String> ON_CLIENTS =
            Set.of("client", "command", "echo", "hello", "info", "ping", "quit", "reset", "select");

    /** The commands on keys, with what they do here. */
    private static final Map<String, String> ON_STORE = Map.of(
            "del", "Delete keys",
            "exists", "Count the keys that exist",
            "get", "Return the value of a key",
            "mget", "Return the values of several keys",
            "scan", "Return some keys, and a cursor for the next ones",
            "set", "Set the value of a key");

    /** For RESET, which forgets watched keys: there is no WATCH, and so none is ever looked up. */
    private static final Database NO_DATABASE = new Database() {
        @Override
        public Keyspace of(Slice key) {
            throw new IllegalStateException("this store keeps no key in a keyspace");
        }

        @Override
        public List<Keyspace> all() {
            return List.of();
        }
    };

    private RespTable() {}

    static CommandTable table() {
        return new CommandTable(CommandTable.standard().all().stream()
                .filter(command -> ON_CLIENTS.contains(command.name()) || ON_STORE.containsKey(command.name()))
                .map(command -> {
                    String summary = ON_STORE.get(command.name());
                    return summary == null ? command : described(command, summary);
                })
                .toList());
    }

    private static CommandSpec described(CommandSpec command, String summary) {
        return new CommandSpec(
                command.name(),
                command.arity(),
                command.flags(),
                command.firstKey(),
                command.lastKey(),
                command.keyStep(),
                command.routing(),
                command.handler(),
                command.group(),
                summary,
                command.since());
    }

    /** Returns whether the command is a request to the replicated store. */
    static boolean isForStore(CommandSpec command) {
        return command.routing() == Routing.KEYS || command.routing() == Routing.CURSOR;
    }

    /** Runs a command that needs no key. */
    static void runHere(CommandSpec command, Arguments words, Client client, Replies out) {
        switch (command.handler()) {
            case Handler.OnClient handler -> handler.run(words, client, out);
            case Handler.OnBoth handler -> handler.run(words, client, NO_DATABASE, out);
            case Handler.OnKeys _ -> throw new IllegalArgumentException("a command on keys: " + command.name());
        }
    }
}
