package kvs.resp;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import kvs.shard.Slice;

/** Commands about the server: INFO, TIME, SHUTDOWN and FUNCTION. */
public final class ServerCommands {
    /** The version of Redis whose answers this server gives. */
    public static final String REDIS_VERSION = "7.0.15";

    /** The sections that INFO shows only if it is asked for them, or for all. */
    private static final Set<String> ON_DEMAND = Set.of("commandstats", "latencystats", "modules");

    private ServerCommands() {}

    static void addTo(CommandTable.Builder table) {
        table.command("server", "info", -1, "loading stale")
                .since("1.0.0", "Get information and statistics about the server")
                .onClient(ServerCommands::info);
        table.command("server", "time", 1, "loading stale fast")
                .since("2.6.0", "Return the current server time")
                .onClient(ServerCommands::time);
        table.command("server", "shutdown", -1, "admin noscript loading stale no_multi allow_busy")
                .since("1.0.0", "Synchronously save the dataset to disk and then shut down the server")
                .onClient(ServerCommands::shutdown);
        table.command("scripting", "function", -2, "")
                .since("7.0.0", "A container for function commands")
                .onClient(new Subcommands("function", "scripting")
                        .add(
                                "flush",
                                -2,
                                "write noscript",
                                "7.0.0",
                                "Deleting all functions",
                                ServerCommands::flushFunctions)
                        .help("7.0.0", "FLUSH [ASYNC|SYNC]", "    Delete all the libraries."));
    }

    /** {@code INFO [section …]}. */
    private static void info(Arguments words, Client client, Replies out) {
        Set<String> asked = new HashSet<>();
        for (int i = 1; i < words.count(); i++) {
            asked.add(ConnectionCommands.text(words.get(i)).toLowerCase(Locale.ROOT));
        }
        if (asked.isEmpty()) {
            asked.add("default");
        }
        List<String> shown = new ArrayList<>();
        for (Map.Entry<String, Map<String, String>> section :
                client.server().info().entrySet()) {
            if (isAsked(section.getKey().toLowerCase(Locale.ROOT), asked)) {
                shown.add(section(section.getKey(), section.getValue()));
            }
        }
        out.text(String.join("\r\n", shown));
    }

    private static boolean isAsked(String section, Set<String> asked) {
        return asked.contains(section)
                || asked.contains("everything")
                || (asked.contains("all") && !section.equals("modules"))
                || (asked.contains("default") && !ON_DEMAND.contains(section));
    }

    private static String section(String name, Map<String, String> lines) {
        StringBuilder text = new StringBuilder("# ").append(heading(name)).append("\r\n");
        lines.forEach(
                (field, value) -> text.append(field).append(':').append(value).append("\r\n"));
        return text.toString();
    }

    private static String heading(String name) {
        return name.equalsIgnoreCase("cpu") ? "CPU" : name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
    }

    private static void time(Arguments words, Client client, Replies out) {
        long millis = client.server().millis();
        out.array(2);
        out.bulk(Long.toString(millis / 1000));
        out.bulk(Long.toString(millis % 1000 * 1000));
    }

    /** {@code SHUTDOWN [NOSAVE | SAVE] [NOW] [FORCE] | ABORT}. Whether it saves is the engine's decision. */
    private static void shutdown(Arguments words, Client client, Replies out) {
        boolean save = false;
        boolean noSave = false;
        boolean abort = false;
        boolean hurried = false;
        for (int i = 1; i < words.count(); i++) {
            Slice word = words.get(i);
            if (word.isWord("SAVE")) {
                save = true;
            } else if (word.isWord("NOSAVE")) {
                noSave = true;
            } else if (word.isWord("ABORT")) {
                abort = true;
            } else if (word.isWord("NOW") || word.isWord("FORCE")) {
                hurried = true;
            } else {
                out.error(Errors.SYNTAX);
                return;
            }
        }
        if ((save && noSave) || (abort && (save || noSave || hurried))) {
            out.error(Errors.SYNTAX);
        } else if (abort) {
            out.error("ERR No shutdown in progress.");
        } else if (!client.server().shutdown(client)) {
            out.error("ERR SHUTDOWN is not allowed from this address: send it from the server's own machine");
        }
        // No answer to one that is allowed: the connection closes.
    }

    /** {@code FUNCTION FLUSH [ASYNC | SYNC]}: there are no functions, so nothing is to do. */
    private static void flushFunctions(Arguments words, Client client, Replies out) {
        if (words.count() > 3) {
            out.error("ERR unknown subcommand or wrong number of arguments for '"
                    + ConnectionCommands.text(words.get(1)) + "'. Try FUNCTION HELP.");
        } else if (words.count() == 3
                && !words.get(2).isWord("ASYNC")
                && !words.get(2).isWord("SYNC")) {
            out.error("ERR FUNCTION FLUSH only supports SYNC|ASYNC option");
        } else {
            out.ok();
        }
    }
}
