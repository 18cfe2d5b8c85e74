package kvs.resp;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import kvs.protocol.Bytes;
import kvs.shard.Slice;
import org.jspecify.annotations.Nullable;

/** COMMAND: what clients and people may know of the commands. */
final class CommandCommands {
    private static final String FLAGS = "loading stale";

    private CommandCommands() {}

    static void addTo(CommandTable.Builder table) {
        table.command("server", "command", -1, FLAGS)
                .since("2.8.13", "Get array of Redis command details")
                .onClient(subcommands());
    }

    private static Subcommands subcommands() {
        return new Subcommands("command", "server", CommandCommands::infoOfAll)
                .add("count", 2, FLAGS, "2.8.13", "Get total number of Redis commands", CommandCommands::count)
                .add("list", -2, FLAGS, "7.0.0", "Get an array of Redis command names", CommandCommands::list)
                .add("info", -2, FLAGS, "2.8.13", "Get array of specific Redis command details", CommandCommands::info)
                .add(
                        "docs",
                        -2,
                        FLAGS,
                        "7.0.0",
                        "Get array of specific Redis command documentation",
                        CommandCommands::docs)
                .add(
                        "getkeys",
                        -4,
                        FLAGS,
                        "2.8.13",
                        "Extract keys given a full Redis command",
                        CommandCommands::getKeys)
                .help(
                        "5.0.0",
                        "(no subcommand)",
                        "    Return details about all Redis commands.",
                        "COUNT",
                        "    Return the total number of commands in this Redis server.",
                        "LIST",
                        "    Return a list of all commands in this Redis server.",
                        "INFO [<command-name> ...]",
                        "    Return details about multiple Redis commands.",
                        "    If no command names are given, documentation details for all",
                        "    commands are returned.",
                        "DOCS [<command-name> ...]",
                        "    Return documentation details about multiple Redis commands.",
                        "    If no command names are given, documentation details for all",
                        "    commands are returned.",
                        "GETKEYS <full-command>",
                        "    Return the keys from a full Redis command.");
    }

    private static void count(Arguments words, Client client, Replies out) {
        out.integer(client.server().commands().all().size());
    }

    /** {@code COMMAND LIST [FILTERBY MODULE name | ACLCAT category | PATTERN pattern]}. */
    private static void list(Arguments words, Client client, Replies out) {
        Predicate<CommandSpec> listed = _ -> true;
        if (words.count() == 5 && words.get(2).isWord("FILTERBY")) {
            Bytes value = words.get(4).copy();
            if (words.get(3).isWord("MODULE")) {
                listed = _ -> false;
            } else if (words.get(3).isWord("ACLCAT")) {
                String category = "@" + value.utf8().toLowerCase(Locale.ROOT);
                listed = spec -> categories(spec).contains(category);
            } else if (words.get(3).isWord("PATTERN")) {
                Slice pattern = Slice.of(Bytes.utf8(value.utf8().toLowerCase(Locale.ROOT)));
                listed = spec -> Glob.matches(pattern, Slice.of(Bytes.utf8(spec.name())));
            } else {
                out.error(Errors.SYNTAX);
                return;
            }
        } else if (words.count() != 2) {
            out.error(Errors.SYNTAX);
            return;
        }
        List<String> names = new ArrayList<>();
        for (CommandSpec spec : client.server().commands().all()) {
            addNames(spec, listed, names);
        }
        out.array(names.size());
        names.forEach(out::bulk);
    }

    private static void addNames(CommandSpec spec, Predicate<CommandSpec> listed, List<String> names) {
        if (listed.test(spec)) {
            names.add(spec.name());
        }
        for (CommandSpec each : subcommands(spec)) {
            addNames(each, listed, names);
        }
    }

    private static void infoOfAll(Arguments words, Client client, Replies out) {
        List<CommandSpec> all = client.server().commands().all();
        out.array(all.size());
        for (CommandSpec spec : all) {
            info(spec, out);
        }
    }

    /** {@code COMMAND INFO [name …]}: null for a name that is unknown. */
    private static void info(Arguments words, Client client, Replies out) {
        if (words.count() == 2) {
            infoOfAll(words, client, out);
            return;
        }
        out.array(words.count() - 2);
        for (int i = 2; i < words.count(); i++) {
            CommandSpec spec = find(words.get(i), client);
            if (spec == null) {
                out.nil();
            } else {
                info(spec, out);
            }
        }
    }

    private static void info(CommandSpec spec, Replies out) {
        out.array(10);
        out.bulk(spec.name());
        out.integer(spec.arity());
        names(spec.flags(), out);
        out.integer(spec.firstKey());
        out.integer(spec.lastKey());
        out.integer(spec.keyStep());
        names(categories(spec), out);
        out.set(0); // Tips.
        keys(spec, out);
        List<CommandSpec> subcommands = subcommands(spec);
        out.array(subcommands.size());
        for (CommandSpec each : subcommands) {
            info(each, out);
        }
    }

    private static void names(Set<String> names, Replies out) {
        out.set(names.size());
        names.forEach(out::simple);
    }

    /** Writes where the keys are, in the longer form that came with Redis 7. */
    private static void keys(CommandSpec spec, Replies out) {
        if (spec.firstKey() == 0) {
            out.set(0);
            return;
        }
        out.set(1);
        out.map(3);
        out.bulk("flags");
        names(Set.of(spec.flags().contains("write") ? "RW" : "RO"), out);
        out.bulk("begin_search");
        out.map(2);
        out.bulk("type");
        out.bulk("index");
        out.bulk("spec");
        out.map(1);
        out.bulk("index");
        out.integer(spec.firstKey());
        out.bulk("find_keys");
        out.map(2);
        out.bulk("type");
        out.bulk("range");
        out.bulk("spec");
        out.map(3);
        out.bulk("lastkey");
        // Relative to the first key, unless it is counted from the end.
        out.integer(spec.lastKey() < 0 ? spec.lastKey() : spec.lastKey() - spec.firstKey());
        out.bulk("keystep");
        out.integer(spec.keyStep());
        out.bulk("limit");
        out.integer(0);
    }

    /** {@code COMMAND DOCS [name …]}: nothing for a name that is unknown. */
    private static void docs(Arguments words, Client client, Replies out) {
        List<CommandSpec> specs = new ArrayList<>();
        if (words.count() == 2) {
            specs.addAll(client.server().commands().all());
        }
        for (int i = 2; i < words.count(); i++) {
            CommandSpec spec = find(words.get(i), client);
            if (spec != null) {
                specs.add(spec);
            }
        }
        docs(specs, out);
    }

    private static void docs(List<CommandSpec> specs, Replies out) {
        out.map(specs.size());
        for (CommandSpec spec : specs) {
            List<CommandSpec> subcommands = subcommands(spec);
            out.bulk(spec.name());
            out.map(subcommands.isEmpty() ? 3 : 4);
            out.bulk("summary");
            out.bulk(spec.summary());
            out.bulk("since");
            out.bulk(spec.since());
            out.bulk("group");
            out.bulk(spec.group());
            if (!subcommands.isEmpty()) {
                out.bulk("subcommands");
                docs(subcommands, out);
            }
        }
    }

    /** {@code COMMAND GETKEYS name word …}: the words that are keys. */
    private static void getKeys(Arguments words, Client client, Replies out) {
        CommandSpec spec = client.server().commands().find(words.get(2));
        if (spec != null && spec.handler() instanceof Subcommands subcommands) {
            spec = subcommands.find(words.get(3));
        }
        if (spec == null) {
            out.error("ERR Invalid command specified");
            return;
        }
        if (spec.firstKey() == 0) {
            out.error("ERR The command has no key arguments");
            return;
        }
        int count = words.count() - 2;
        if (!spec.allows(count)) {
            out.error("ERR Invalid number of arguments specified for command");
            return;
        }
        List<Slice> keys = new ArrayList<>();
        for (int i = spec.firstKey(); i <= spec.lastKey(count); i += spec.keyStep()) {
            keys.add(words.get(2 + i));
        }
        out.array(keys.size());
        keys.forEach(out::bulk);
    }

    /** Returns the command, or the subcommand in the form {@code config|get}, with this name. */
    private static @Nullable CommandSpec find(Slice name, Client client) {
        for (int i = 0; i < name.length(); i++) {
            if (name.at(i) == '|') {
                Slice first = new Slice().set(name.array(), name.from(), i);
                Slice second = new Slice().set(name.array(), name.from() + i + 1, name.length() - i - 1);
                CommandSpec spec = client.server().commands().find(first);
                return spec != null && spec.handler() instanceof Subcommands subcommands
                        ? subcommands.find(second)
                        : null;
            }
        }
        return client.server().commands().find(name);
    }

    private static List<CommandSpec> subcommands(CommandSpec spec) {
        return spec.handler() instanceof Subcommands subcommands ? subcommands.all() : List.of();
    }

    /** Returns the categories of the command in access control lists. */
    private static Set<String> categories(CommandSpec spec) {
        Set<String> categories = new LinkedHashSet<>();
        if (!subcommands(spec).isEmpty() && !spec.name().equals("command")) {
            // Its subcommands have them.
            return Set.of("@slow");
        }
        Set<String> flags = spec.flags();
        addIf(spec.group().equals("generic"), "@keyspace", categories);
        addIf(flags.contains("readonly"), "@read", categories);
        addIf(flags.contains("write"), "@write", categories);
        addIf(spec.group().equals("string"), "@string", categories);
        addIf(flags.contains("pubsub"), "@pubsub", categories);
        addIf(flags.contains("admin"), "@admin", categories);
        categories.add(flags.contains("fast") ? "@fast" : "@slow");
        addIf(flags.contains("admin") || spec.name().equals("info"), "@dangerous", categories);
        addIf(spec.group().equals("connection"), "@connection", categories);
        addIf(spec.group().equals("transactions"), "@transaction", categories);
        addIf(spec.group().equals("scripting"), "@scripting", categories);
        return categories;
    }

    private static void addIf(boolean holds, String category, Set<String> categories) {
        if (holds) {
            categories.add(category);
        }
    }
}
