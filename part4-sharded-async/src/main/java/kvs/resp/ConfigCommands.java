package kvs.resp;

import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import kvs.protocol.Bytes;
import kvs.shard.Slice;
import org.jspecify.annotations.Nullable;

/** CONFIG: the settings of the server. Their names are in lower case; clients may write them in upper case. */
final class ConfigCommands {
    private static final String FLAGS = "admin noscript loading stale";

    private ConfigCommands() {}

    static void addTo(CommandTable.Builder table) {
        table.command("server", "config", -2, "")
                .since("2.0.0", "A container for server configuration commands")
                .onClient(subcommands());
    }

    private static Subcommands subcommands() {
        return new Subcommands("config", "server")
                .add("get", -3, FLAGS, "2.0.0", "Get the values of configuration parameters", ConfigCommands::get)
                .add("set", -4, FLAGS, "2.0.0", "Set configuration parameters to the given values", ConfigCommands::set)
                .add("resetstat", 2, FLAGS, "2.0.0", "Reset the stats returned by INFO", (_, client, out) -> {
                    client.server().resetStatistics();
                    out.ok();
                })
                .add(
                        "rewrite",
                        2,
                        FLAGS,
                        "2.8.0",
                        "Rewrite the configuration file with the in memory configuration",
                        (_, _, out) -> out.error("ERR The server is running without a config file"))
                .help(
                        "5.0.0",
                        "GET <pattern>",
                        "    Return parameters matching the glob-like <pattern> and their values.",
                        "SET <directive> <value>",
                        "    Set the configuration <directive> to <value>.",
                        "RESETSTAT",
                        "    Reset statistics reported by the INFO command.",
                        "REWRITE",
                        "    Rewrite the configuration file.");
    }

    /** {@code CONFIG GET pattern [pattern …]}: each setting that a pattern matches, once. */
    private static void get(Arguments words, Client client, Replies out) {
        Map<String, String> config = client.server().config();
        Map<String, String> found = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (int i = 2; i < words.count(); i++) {
            String pattern = ConnectionCommands.text(words.get(i));
            String lower = pattern.toLowerCase(Locale.ROOT);
            String value = config.get(lower);
            if (value != null) {
                // Under the name that the client has used.
                found.putIfAbsent(pattern, value);
                continue;
            }
            Slice glob = Slice.of(Bytes.utf8(lower));
            config.forEach((name, each) -> {
                if (Glob.matches(glob, Slice.of(Bytes.utf8(name)))) {
                    found.putIfAbsent(name, each);
                }
            });
        }
        out.map(found.size());
        found.forEach((name, value) -> {
            out.bulk(name);
            out.bulk(value);
        });
    }

    /** {@code CONFIG SET name value [name value …]}: sets all of them, or none. */
    private static void set(Arguments words, Client client, Replies out) {
        if (words.count() % 2 != 0) {
            out.error(Errors.SYNTAX);
            return;
        }
        Map<String, String> before = client.server().config();
        Set<String> names = new HashSet<>();
        for (int i = 2; i < words.count(); i += 2) {
            String given = ConnectionCommands.text(words.get(i));
            String name = given.toLowerCase(Locale.ROOT);
            if (!before.containsKey(name)) {
                out.error("ERR Unknown option or number of arguments for CONFIG SET - '" + given + "'");
                return;
            }
            if (!names.add(name)) {
                out.error(failed(given, "duplicate parameter"));
                return;
            }
        }
        for (int i = 2; i < words.count(); i += 2) {
            String given = ConnectionCommands.text(words.get(i));
            String failure = client.server()
                    .configure(given.toLowerCase(Locale.ROOT), ConnectionCommands.text(words.get(i + 1)));
            if (failure != null) {
                restore(before, words, i, client.server());
                out.error(failed(given, failure));
                return;
            }
        }
        out.ok();
    }

    /** Sets what the words up to but not including {@code end} have set to what it was before. */
    private static void restore(Map<String, String> before, Arguments words, int end, ServerView server) {
        for (int i = 2; i < end; i += 2) {
            String name = ConnectionCommands.text(words.get(i)).toLowerCase(Locale.ROOT);
            @Nullable String value = before.get(name);
            if (value != null) {
                server.configure(name, value);
            }
        }
    }

    private static String failed(String name, String why) {
        return "ERR CONFIG SET failed (possibly related to argument '" + name + "') - " + why;
    }
}
