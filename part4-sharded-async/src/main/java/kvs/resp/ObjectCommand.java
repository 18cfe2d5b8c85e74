package kvs.resp;

import java.util.List;
import java.util.Locale;
import kvs.shard.Database;
import kvs.shard.Entry;
import kvs.shard.Slice;
import org.jspecify.annotations.Nullable;

/**
 * OBJECT: how a value is kept. The answers are what Redis would say of a value that was just set: here all values are
 * bytes, and times of access are not kept.
 */
final class ObjectCommand implements Handler.OnKeys, Container {
    /** The longest value that Redis keeps in one object with its header. */
    private static final int MAX_EMBEDDED_BYTES = 44;

    /** Redis keeps one object for each number below this one, and reports this count of references to it. */
    private static final int SHARED_NUMBERS = 10_000;

    private static final long SHARED = Integer.MAX_VALUE;

    private static final String[] HELP = {
        "OBJECT <subcommand> [<arg> [value] [opt] ...]. Subcommands are:",
        "ENCODING <key>",
        "    Return the kind of internal representation used in order to store the value",
        "    associated with a <key>.",
        "FREQ <key>",
        "    Return the access frequency index of the <key>. The returned integer is",
        "    proportional to the logarithm of the recent access frequency of the key.",
        "IDLETIME <key>",
        "    Return the idle time of the <key>, that is the approximated number of",
        "    seconds elapsed since the last access to the key.",
        "REFCOUNT <key>",
        "    Return the number of references of the value associated with the specified",
        "    <key>.",
        "HELP",
        "    Prints this help."
    };

    private final List<CommandSpec> subcommands = List.of(
            subcommand("encoding", 3, "readonly"),
            subcommand("freq", 3, "readonly"),
            subcommand("idletime", 3, "readonly"),
            subcommand("refcount", 3, "readonly"),
            subcommand("help", 2, "loading stale"));

    private ObjectCommand() {}

    static void addTo(CommandTable.Builder table) {
        table.command("generic", "object", -2, "")
                .key(2)
                .since("2.2.3", "Return how a value is kept")
                .onKeys(new ObjectCommand());
    }

    private CommandSpec subcommand(String name, int arity, String flags) {
        return new CommandSpec(
                "object|" + name,
                arity,
                CommandTable.Builder.flags(flags),
                2,
                2,
                1,
                Routing.KEYS,
                this,
                "generic",
                "",
                "2.2.3");
    }

    @Override
    public @Nullable CommandSpec find(Slice word) {
        for (CommandSpec each : subcommands) {
            if (word.isWord(each.name().substring("OBJECT|".length()).toUpperCase(Locale.ROOT))) {
                return each;
            }
        }
        return null;
    }

    @Override
    public void run(Arguments words, Database database, Replies out) {
        Slice subcommand = words.get(1);
        CommandSpec spec = find(subcommand);
        if (spec == null) {
            out.error(Errors.unknownSubcommand("OBJECT", subcommand));
        } else if (!spec.allows(words.count())) {
            out.error(Errors.wrongNumberOfArguments(spec.name()));
        } else if (subcommand.isWord("HELP")) {
            help(out);
        } else if (subcommand.isWord("ENCODING")) {
            onKey("encoding", words, database, out);
        } else if (subcommand.isWord("REFCOUNT")) {
            onKey("refcount", words, database, out);
        } else if (subcommand.isWord("IDLETIME")) {
            onKey("idletime", words, database, out);
        } else {
            onKey("freq", words, database, out);
        }
    }

    private static void help(Replies out) {
        out.array(HELP.length);
        for (String line : HELP) {
            out.simple(line);
        }
    }

    private static void onKey(String subcommand, Arguments words, Database database, Replies out) {
        Slice key = words.get(2);
        Entry entry = database.of(key).get(key);
        if (entry == null) {
            out.nil();
            return;
        }
        switch (subcommand) {
            case "encoding" -> out.bulk(encoding(entry.value()));
            case "refcount" -> out.integer(isShared(entry.value()) ? SHARED : 1);
            case "idletime" -> out.integer(0);
            default ->
                out.error("ERR An LFU maxmemory policy is not selected, access frequency not tracked. Please note that"
                        + " when switching between policies at runtime LRU and LFU data will take some time to"
                        + " adjust.");
        }
    }

    private static String encoding(Slice value) {
        if (Numbers.isLong(value)) {
            return "int";
        }
        return value.length() <= MAX_EMBEDDED_BYTES ? "embstr" : "raw";
    }

    private static boolean isShared(Slice value) {
        return Numbers.isLong(value) && Numbers.parseLong(value) >= 0 && Numbers.parseLong(value) < SHARED_NUMBERS;
    }
}
