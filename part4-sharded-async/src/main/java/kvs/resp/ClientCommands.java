package kvs.resp;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import kvs.shard.Slice;
import org.jspecify.annotations.Nullable;

/** CLIENT: what a client tells of itself, and asks about clients. */
final class ClientCommands {
    private static final String FLAGS = "noscript loading stale";

    private ClientCommands() {}

    static void addTo(CommandTable.Builder table) {
        table.command("connection", "client", -2, "")
                .since("2.4.0", "A container for client connection commands")
                .onClient(subcommands());
    }

    private static Subcommands subcommands() {
        return new Subcommands("client", "connection")
                .add("getname", 2, FLAGS, "2.6.9", "Get the current connection name", ClientCommands::getName)
                .add("setname", 3, FLAGS, "2.6.9", "Set the current connection name", ClientCommands::setName)
                .add("setinfo", 4, FLAGS, "7.2.0", "Set client or connection specific info", ClientCommands::setInfo)
                .add("id", 2, FLAGS, "5.0.0", "Returns the client ID for the current connection", ClientCommands::id)
                .add(
                        "info",
                        2,
                        FLAGS,
                        "6.2.0",
                        "Returns information about the current client connection.",
                        ClientCommands::info)
                .add("list", -2, "admin " + FLAGS, "2.4.0", "Get the list of client connections", ClientCommands::list)
                .add("kill", -3, "admin " + FLAGS, "2.4.0", "Kill the connection of a client", ClientCommands::kill)
                .add(
                        "no-evict",
                        3,
                        "admin " + FLAGS,
                        "7.0.0",
                        "Set client eviction mode for the current connection",
                        ClientCommands::noEvict)
                .add(
                        "no-touch",
                        3,
                        FLAGS,
                        "7.2.0",
                        "Controls whether commands sent by the client affect the LRU/LFU of accessed keys",
                        ClientCommands::noTouch)
                .help(
                        "5.0.0",
                        "GETNAME",
                        "    Return the name of the current connection.",
                        "ID",
                        "    Return the ID of the current connection.",
                        "INFO",
                        "    Return information about the current client connection.",
                        "KILL <ip:port>",
                        "    Kill connection made from <ip:port>.",
                        "KILL <option> <value> [<option> <value> [...]]",
                        "    Kill connections. Options are:",
                        "    * ADDR (<ip:port>|<unixsocket>:0)",
                        "      Kill connections made from the specified address",
                        "    * LADDR (<ip:port>|<unixsocket>:0)",
                        "      Kill connections made to specified local address",
                        "    * TYPE (NORMAL|MASTER|REPLICA|PUBSUB)",
                        "      Kill connections by type.",
                        "    * USER <username>",
                        "      Kill connections authenticated by <username>.",
                        "    * SKIPME (YES|NO)",
                        "      Skip killing current connection (default: yes).",
                        "LIST [options ...]",
                        "    Return information about client connections. Options:",
                        "    * TYPE (NORMAL|MASTER|REPLICA|PUBSUB)",
                        "      Return clients of specified type.",
                        "SETINFO <option> <value>",
                        "    Set client meta attr. Options are:",
                        "    * LIB-NAME: the client lib name.",
                        "    * LIB-VER: the client lib version.",
                        "SETNAME <name>",
                        "    Assign the name <name> to the current connection.",
                        "NO-EVICT (ON|OFF)",
                        "    Protect current client connection from eviction.",
                        "NO-TOUCH (ON|OFF)",
                        "    Will not touch LRU/LFU stats when this mode is on.");
    }

    private static void getName(Arguments words, Client client, Replies out) {
        if (client.name().isEmpty()) {
            out.nil();
        } else {
            out.bulk(client.name());
        }
    }

    private static void setName(Arguments words, Client client, Replies out) {
        if (!ConnectionCommands.isPlain(words.get(2))) {
            out.error(ConnectionCommands.BAD_NAME);
            return;
        }
        client.name(ConnectionCommands.text(words.get(2)));
        out.ok();
    }

    private static void setInfo(Arguments words, Client client, Replies out) {
        Slice attribute = words.get(2);
        boolean isName = attribute.isWord("LIB-NAME");
        if (!isName && !attribute.isWord("LIB-VER")) {
            out.error("ERR Unrecognized option '" + ConnectionCommands.text(attribute) + "'");
            return;
        }
        if (!ConnectionCommands.isPlain(words.get(3))) {
            out.error("ERR " + ConnectionCommands.text(attribute)
                    + " cannot contain spaces, newlines or special characters.");
            return;
        }
        String value = ConnectionCommands.text(words.get(3));
        if (isName) {
            client.libraryName(value);
        } else {
            client.libraryVersion(value);
        }
        out.ok();
    }

    private static void id(Arguments words, Client client, Replies out) {
        out.integer(client.id());
    }

    private static void noEvict(Arguments words, Client client, Replies out) {
        Boolean on = onOrOff(words.get(2), out);
        if (on != null) {
            client.evictable(!on);
            out.ok();
        }
    }

    private static void noTouch(Arguments words, Client client, Replies out) {
        Boolean on = onOrOff(words.get(2), out);
        if (on != null) {
            client.touching(!on);
            out.ok();
        }
    }

    private static @Nullable Boolean onOrOff(Slice word, Replies out) {
        if (word.isWord("ON")) {
            return true;
        }
        if (word.isWord("OFF")) {
            return false;
        }
        out.error(Errors.SYNTAX);
        return null;
    }

    private static void info(Arguments words, Client client, Replies out) {
        out.text(line(client, client.server().millis()));
    }

    /** {@code CLIENT LIST [TYPE type | ID id [id …]]}. */
    private static void list(Arguments words, Client client, Replies out) {
        Predicate<Client> shown = _ -> true;
        if (words.count() == 4 && words.get(2).isWord("TYPE")) {
            String type = ConnectionCommands.text(words.get(3));
            if (!isType(type)) {
                out.error("ERR Unknown client type '" + type + "'");
                return;
            }
            shown = each -> isOfType(each, type);
        } else if (words.count() > 3 && words.get(2).isWord("ID")) {
            List<Long> ids = new ArrayList<>();
            for (int i = 3; i < words.count(); i++) {
                if (!Numbers.isLong(words.get(i))) {
                    out.error("ERR Invalid client ID");
                    return;
                }
                ids.add(Numbers.parseLong(words.get(i)));
            }
            shown = each -> ids.contains(each.id());
        } else if (words.count() != 2) {
            out.error(Errors.SYNTAX);
            return;
        }
        long now = client.server().millis();
        StringBuilder lines = new StringBuilder();
        for (Client each : client.server().clients()) {
            if (shown.test(each)) {
                lines.append(line(each, now));
            }
        }
        out.text(lines.toString());
    }

    private static String line(Client client, long now) {
        Client.Identity identity = client.identity();
        CommandSpec command = client.lastCommand();
        Transaction transaction = client.transaction();
        return "id=" + identity.id()
                + " addr=" + identity.remote()
                + " laddr=" + identity.local()
                + " name=" + client.name()
                + " age=" + Math.max(0, (now - identity.connectedAt()) / 1000)
                + " idle=" + Math.max(0, now / 1000 - client.lastActiveSecond())
                + " flags=" + flags(client)
                + " db=0"
                + " sub=" + client.channelCount()
                + " psub=" + client.patternCount()
                + " ssub=0"
                + " multi=" + (transaction == null ? -1 : transaction.commands().size())
                + " multi-mem=" + (transaction == null ? 0 : transaction.bytes())
                + " cmd=" + (command == null ? "NULL" : command.name())
                + " user=default redir=-1"
                + " resp=" + client.version()
                + " lib-name=" + client.libraryName()
                + " lib-ver=" + client.libraryVersion()
                + "\n";
    }

    private static String flags(Client client) {
        StringBuilder flags = new StringBuilder();
        if (client.subscriptions() > 0) {
            flags.append('P');
        }
        if (client.inTransaction()) {
            flags.append('x');
        }
        if (client.hasBrokenWatch()) {
            flags.append('d');
        }
        if (!client.isEvictable()) {
            flags.append('e');
        }
        if (!client.isTouching()) {
            flags.append('T');
        }
        return flags.isEmpty() ? "N" : flags.toString();
    }

    private static boolean isType(String type) {
        return List.of("normal", "pubsub", "master", "replica", "slave").contains(type.toLowerCase(Locale.ROOT));
    }

    private static boolean isOfType(Client client, String type) {
        return type.equalsIgnoreCase(client.subscriptions() > 0 ? "pubsub" : "normal");
    }

    /** {@code CLIENT KILL addr}, or any of {@code ID, TYPE, USER, ADDR, LADDR, SKIPME} with a value each. */
    private static void kill(Arguments words, Client client, Replies out) {
        if (words.count() == 3) {
            String address = ConnectionCommands.text(words.get(2));
            if (kill(client, each -> each.identity().remote().equals(address)) == 0) {
                out.error("ERR No such client");
            } else {
                out.ok();
            }
            return;
        }
        Predicate<Client> chosen = _ -> true;
        boolean skipMe = true;
        for (int i = 2; i < words.count(); i += 2) {
            if (i + 1 == words.count()) {
                out.error(Errors.SYNTAX);
                return;
            }
            Slice option = words.get(i);
            Slice word = words.get(i + 1);
            String value = ConnectionCommands.text(word);
            if (option.isWord("ID")) {
                long id = Numbers.parseLong(word, 0);
                if (id < 1) {
                    out.error("ERR client-id should be greater than 0");
                    return;
                }
                chosen = chosen.and(each -> each.id() == id);
            } else if (option.isWord("TYPE")) {
                if (!isType(value)) {
                    out.error("ERR Unknown client type '" + value + "'");
                    return;
                }
                chosen = chosen.and(each -> isOfType(each, value));
            } else if (option.isWord("ADDR")) {
                chosen = chosen.and(each -> each.identity().remote().equals(value));
            } else if (option.isWord("LADDR")) {
                chosen = chosen.and(each -> each.identity().local().equals(value));
            } else if (option.isWord("USER")) {
                if (!value.equals("default")) {
                    out.error("ERR No such user '" + value + "'");
                    return;
                }
            } else if (option.isWord("SKIPME") && (word.isWord("YES") || word.isWord("NO"))) {
                skipMe = word.isWord("YES");
            } else {
                out.error(Errors.SYNTAX);
                return;
            }
        }
        if (skipMe) {
            chosen = chosen.and(each -> each != client);
        }
        out.integer(kill(client, chosen));
    }

    private static int kill(Client by, Predicate<Client> chosen) {
        int killed = 0;
        for (Client each : by.server().clients()) {
            if (chosen.test(each)) {
                killed++;
                if (each == by) {
                    by.closeAfterReply();
                } else {
                    each.kill();
                }
            }
        }
        return killed;
    }
}
