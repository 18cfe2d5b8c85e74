package kvs.resp;

import java.nio.charset.StandardCharsets;
import kvs.protocol.Bytes;
import kvs.shard.Database;
import kvs.shard.Slice;

/** The commands with which a client introduces itself, tests the connection and leaves. */
final class ConnectionCommands {
    static final String BAD_NAME = "ERR Client names cannot contain spaces, newlines or special characters.";

    private static final String WRONG_PASSWORD = "WRONGPASS invalid username-password pair or user is disabled.";
    private static final String NO_PASSWORD = "ERR AUTH <password> called without any password configured for the"
            + " default user. Are you sure your configuration is correct?";

    private static final String HANDSHAKE = "noscript loading stale fast no_auth allow_busy";

    private ConnectionCommands() {}

    static void addTo(CommandTable.Builder table) {
        table.command("connection", "ping", -1, "fast")
                .since("1.0.0", "Ping the server")
                .onClient(ConnectionCommands::ping);
        table.command("connection", "echo", 2, "loading stale fast")
                .since("1.0.0", "Echo the given string")
                .onClient((words, _, out) -> out.bulk(words.get(1)));
        table.command("connection", "quit", -1, HANDSHAKE)
                .since("1.0.0", "Close the connection")
                .onClient(ConnectionCommands::quit);
        table.command("connection", "hello", -1, HANDSHAKE)
                .since("6.0.0", "Handshake with Redis")
                .onClient(ConnectionCommands::hello);
        table.command("connection", "auth", -2, HANDSHAKE)
                .since("1.0.0", "Authenticate to the server")
                .onClient(ConnectionCommands::auth);
        table.command("connection", "select", 2, "loading stale fast")
                .since("1.0.0", "Change the selected database for the current connection")
                .onClient(ConnectionCommands::select);
        table.command("connection", "reset", 1, HANDSHAKE)
                .since("6.2.0", "Reset the connection")
                .routed(Routing.WATCHED)
                .onBoth(ConnectionCommands::reset);
    }

    private static void ping(Arguments words, Client client, Replies out) {
        if (words.count() > 2) {
            out.error(Errors.wrongNumberOfArguments("ping"));
        } else if (client.inSubscriberMode()) {
            // A subscriber that speaks RESP2 expects arrays only.
            out.array(2);
            out.bulk("pong");
            out.bulk(words.count() == 2 ? words.get(1) : Slice.of());
        } else if (words.count() == 2) {
            out.bulk(words.get(1));
        } else {
            out.simple("PONG");
        }
    }

    private static void quit(Arguments words, Client client, Replies out) {
        client.closeAfterReply();
        out.ok();
    }

    /** {@code HELLO [version [AUTH user password] [SETNAME name]]}. */
    private static void hello(Arguments words, Client client, Replies out) {
        int version = client.version();
        if (words.count() > 1) {
            if (!Numbers.isLong(words.get(1))) {
                out.error("ERR Protocol version is not an integer or out of range");
                return;
            }
            long asked = Numbers.parseLong(words.get(1));
            if (asked != 2 && asked != 3) {
                out.error("NOPROTO unsupported protocol version");
                return;
            }
            version = (int) asked;
        }
        // Each option is done before the next is looked at, as in Redis 7.0.
        for (int i = 2; i < words.count(); i++) {
            int left = words.count() - 1 - i;
            Slice option = words.get(i);
            if (option.isWord("AUTH") && left >= 2) {
                if (!isDefaultUser(words.get(i + 1))) {
                    out.error(WRONG_PASSWORD);
                    return;
                }
                i += 2;
            } else if (option.isWord("SETNAME") && left >= 1) {
                Slice name = words.get(++i);
                if (!isPlain(name)) {
                    out.error(BAD_NAME);
                    return;
                }
                client.name(text(name));
            } else {
                out.error("ERR Syntax error in HELLO option '" + text(option) + "'");
                return;
            }
        }
        client.version(version);
        introduce(client, out);
    }

    private static void introduce(Client client, Replies out) {
        out.map(7);
        out.bulk("server");
        out.bulk("redis");
        out.bulk("version");
        out.bulk(ServerCommands.REDIS_VERSION);
        out.bulk("proto");
        out.integer(client.version());
        out.bulk("id");
        out.integer(client.id());
        out.bulk("mode");
        out.bulk("standalone");
        out.bulk("role");
        out.bulk("master");
        out.bulk("modules");
        out.array(0);
    }

    /** {@code AUTH [user] password}. The only user is "default", and any password is right for it. */
    private static void auth(Arguments words, Client client, Replies out) {
        if (words.count() > 3) {
            out.error(Errors.SYNTAX);
        } else if (words.count() == 2) {
            out.error(NO_PASSWORD);
        } else if (isDefaultUser(words.get(1))) {
            out.ok();
        } else {
            out.error(WRONG_PASSWORD);
        }
    }

    private static boolean isDefaultUser(Slice user) {
        return user.copy().equals(Bytes.utf8("default"));
    }

    private static void select(Arguments words, Client client, Replies out) {
        Slice word = words.get(1);
        if (!Numbers.isLong(word)) {
            out.error(Errors.NOT_AN_INTEGER);
            return;
        }
        long index = Numbers.parseLong(word);
        if (index != (int) index) {
            out.error("ERR value is out of range, value must between -2147483648 and 2147483647");
        } else if (index != 0) {
            out.error("ERR DB index is out of range");
        } else {
            out.ok();
        }
    }

    private static void reset(Arguments words, Client client, Database database, Replies out) {
        client.end();
        client.unwatch(database);
        client.unsubscribeAll();
        client.name("");
        client.version(2);
        out.simple("RESET");
    }

    /** Returns whether {@code name} consists of visible ASCII characters, so that CLIENT LIST can show it. */
    static boolean isPlain(Slice name) {
        for (int i = 0; i < name.length(); i++) {
            if (name.at(i) < '!' || name.at(i) > '~') {
                return false;
            }
        }
        return true;
    }

    /** Returns {@code word} as text. */
    static String text(Slice word) {
        return new String(word.array(), word.from(), word.length(), StandardCharsets.UTF_8);
    }
}
