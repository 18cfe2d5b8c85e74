package kvs.sharded;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

/**
 * Makes random {@link Deed}s: commands of SPEC with all combinations of their options, some with a word too few, too
 * many or wrong.
 */
final class Deeds {
    static final int CLIENTS = 3;

    private static final List<String> KEYS =
            List.of("a", "b", "c", "key:1", "key:2", "key:3", "other", "\u0000\u00ff\r\n", "", "k".repeat(100));

    private static final List<String> CHANNELS = List.of("news", "news.a", "news.b", "x", "");

    private static final List<String> CONDITIONS = List.of("NX", "XX", "GT", "LT");
    private static final List<String> SECTIONS =
            List.of("server", "clients", "nosuch", "everything", "all", "default", "keyspace");

    /**
     * A command: words that it always has, and options of which some are added in any order. A word that begins with
     * {@code @} is a value, see {@link #value}; {@code +} at its end: once or more often.
     */
    private record Form(int weight, String words, List<String> options) {}

    private static final List<Form> ON_KEYS = List.of(
            form(14, "SET @k @v", "EX @s", "PX @ms", "EXAT @at", "PXAT @msat", "KEEPTTL", "NX", "XX", "GET"),
            form(10, "GET @k"),
            form(2, "SETEX @k @s @v"),
            form(2, "PSETEX @k @ms @v"),
            form(2, "SETNX @k @v"),
            form(2, "GETSET @k @v"),
            form(2, "GETDEL @k"),
            form(4, "GETEX @k", "EX @s", "PX @ms", "EXAT @at", "PXAT @msat", "PERSIST"),
            form(4, "MGET @k+"),
            form(4, "MSET @k @v"),
            form(3, "MSET @k @v @k @v @k @v"),
            form(3, "MSETNX @k @v @k @v"),
            form(3, "INCR @k"),
            form(2, "DECR @k"),
            form(3, "INCRBY @k @i"),
            form(3, "DECRBY @k @i"),
            form(4, "INCRBYFLOAT @k @f"),
            form(3, "APPEND @k @v"),
            form(2, "STRLEN @k"),
            form(3, "GETRANGE @k @i @i"),
            form(1, "SUBSTR @k @i @i"),
            form(3, "SETRANGE @k @off @v"),
            form(4, "DEL @k+"),
            form(2, "UNLINK @k+"),
            form(3, "EXISTS @k+"),
            form(1, "TOUCH @k+"),
            form(2, "TYPE @k"),
            form(2, "KEYS @p"),
            form(1, "RANDOMKEY"),
            form(4, "RENAME @k @k"),
            form(4, "RENAMENX @k @k"),
            form(3, "TTL @k"),
            form(3, "PTTL @k"),
            form(3, "EXPIRETIME @k"),
            form(3, "PEXPIRETIME @k"),
            new Form(4, "EXPIRE @k @s", CONDITIONS),
            new Form(3, "PEXPIRE @k @ms", CONDITIONS),
            new Form(3, "EXPIREAT @k @at", CONDITIONS),
            new Form(3, "PEXPIREAT @k @msat", CONDITIONS),
            form(3, "PERSIST @k"),
            form(2, "DBSIZE"),
            form(1, "FLUSHALL", "ASYNC", "SYNC"),
            form(1, "FLUSHDB", "ASYNC", "SYNC"),
            form(3, "OBJECT ENCODING @k"),
            form(1, "OBJECT REFCOUNT @k"),
            form(1, "OBJECT IDLETIME @k"),
            form(1, "OBJECT FREQ @k"),
            form(1, "SCAN @i", "MATCH @p", "COUNT @i", "TYPE string", "TYPE list"));

    private static final List<Form> ON_CLIENTS = List.of(
            form(6, "PING"),
            form(3, "PING @v"),
            form(3, "ECHO @v"),
            form(2, "HELLO 2", "SETNAME @name", "AUTH default @v", "AUTH other @v"),
            form(2, "HELLO 3", "SETNAME @name", "AUTH default @v"),
            form(1, "HELLO", "SETNAME @name"),
            form(1, "HELLO @i"),
            form(1, "AUTH @v"),
            form(1, "AUTH default @v"),
            form(1, "AUTH other @v"),
            form(2, "SELECT @i"),
            form(2, "SELECT 0"),
            form(2, "CLIENT GETNAME"),
            form(2, "CLIENT SETNAME @name"),
            form(1, "CLIENT ID"),
            form(3, "CLIENT INFO"),
            form(1, "CLIENT LIST", "TYPE normal", "TYPE pubsub", "TYPE nosuch", "ID @i"),
            form(1, "CLIENT NO-EVICT @onoff"),
            form(1, "CLIENT KILL @v"),
            form(1, "CLIENT KILL ID @bad"),
            form(1, "CLIENT KILL ADDR 1.2.3.4:5", "TYPE nosuch", "USER nosuch", "SKIPME maybe"),
            form(1, "CLIENT NOSUCH"),
            form(1, "CLIENT MAINT_NOTIFICATIONS ON"),
            form(1, "COMMAND COUNT"),
            form(2, "COMMAND INFO @command"),
            form(1, "COMMAND GETKEYS @command @k @v"),
            form(1, "COMMAND DOCS get"),
            form(1, "COMMAND NOSUCH"),
            form(1, "COMMAND LIST"),
            form(2, "RESET"),
            form(2, "CONFIG GET @config+"),
            form(1, "CONFIG SET @setting @v"),
            form(1, "CONFIG RESETSTAT"),
            form(1, "CONFIG REWRITE"),
            form(1, "CONFIG NOSUCH @v"),
            form(1, "FUNCTION FLUSH", "ASYNC", "SYNC"),
            form(1, "FUNCTION NOSUCH"),
            new Form(1, "INFO", SECTIONS),
            form(1, "TIME"),
            form(1, "SHUTDOWN @bad"),
            form(1, "SHUTDOWN ABORT"),
            form(1, "NOSUCH @v @k"),
            form(1, "@v @v @v"),
            form(1, "@long @v @v"));

    private static final List<Form> TRANSACTIONS =
            List.of(form(4, "MULTI"), form(4, "EXEC"), form(2, "DISCARD"), form(5, "WATCH @k+"), form(1, "UNWATCH"));

    private static final List<Form> PUB_SUB = List.of(
            form(4, "SUBSCRIBE @c+"),
            form(3, "UNSUBSCRIBE @c+"),
            form(1, "UNSUBSCRIBE"),
            form(3, "PSUBSCRIBE @cp+"),
            form(2, "PUNSUBSCRIBE @cp+"),
            form(1, "PUNSUBSCRIBE"),
            form(10, "PUBLISH @c @v"),
            form(1, "PUBSUB CHANNELS"),
            form(1, "PUBSUB CHANNELS @cp"),
            form(2, "PUBSUB NUMSUB @c+"),
            form(1, "PUBSUB NUMSUB"),
            form(1, "PUBSUB NUMPAT"),
            form(1, "PUBSUB NOSUCH"));

    /** Bytes after which both servers say what is wrong, and close. */
    private static final List<String> BAD_BYTES = List.of(
            "*abc\r\n",
            "*1\r\n:5\r\n",
            "*1\r\n$-5\r\n",
            "*1\r\n$abc\r\n",
            "*2\r\n$3\r\nGET\r\nfoo\r\n",
            "*1\r\n$67108865\r\n",
            "*1\r\n$3000000000\r\n",
            "*3000000000\r\n",
            "*99999999999999999999\r\n",
            "*1 \r\n",
            "*1\r\n$ 3\r\nGET\r\n",
            "*1\r\n\r\n",
            "SET a \"unbalanced\r\n",
            "GET 'a'b\r\n",
            "QUIT\r\nPING\r\n",
            "*1\r\n$4\r\nquit\r\n*1\r\n$4\r\nPING\r\n",
            "*2\r\n$4\r\nQUIT\r\n$1\r\nx\r\n");

    private final Random random;

    Deeds(Random random) {
        this.random = random;
    }

    private static Form form(int weight, String words, String... options) {
        return new Form(weight, words, List.of(options));
    }

    Deed next() {
        int client = random.nextInt(CLIENTS);
        int kind = random.nextInt(100);
        if (kind < 4) {
            return new Deed.ScanAll(client, scanOptions());
        }
        if (kind < 7) {
            return new Deed.Last(client, several(0, 3, ON_KEYS, ON_KEYS, ON_CLIENTS), oneOf(BAD_BYTES));
        }
        List<List<String>> commands = new ArrayList<>();
        if (kind < 25) {
            transaction(commands);
            if (random.nextInt(8) == 0) {
                // A watch may not outlive the first.
                transaction(commands);
            }
        } else if (kind < 40) {
            commands.addAll(several(1, 5, PUB_SUB, PUB_SUB, PUB_SUB, ON_CLIENTS));
        } else {
            commands.addAll(
                    several(1, 8, ON_KEYS, ON_KEYS, ON_KEYS, ON_KEYS, ON_KEYS, ON_CLIENTS, TRANSACTIONS, PUB_SUB));
        }
        List<Boolean> inline = new ArrayList<>();
        commands.forEach(_ -> inline.add(random.nextInt(8) == 0));
        List<Integer> cuts = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            cuts.add(random.nextInt(200));
        }
        Collections.sort(cuts);
        return new Deed.Pipeline(client, commands, inline, cuts);
    }

    private void transaction(List<List<String>> commands) {
        if (random.nextInt(3) == 0) {
            commands.add(words("WATCH @k+"));
        }
        commands.add(List.of("MULTI"));
        commands.addAll(
                // Some publish to their own client, and end its subscriptions.
                random.nextInt(5) == 0
                        ? several(2, 8, PUB_SUB)
                        : several(0, 6, ON_KEYS, ON_KEYS, ON_KEYS, ON_KEYS, ON_CLIENTS, PUB_SUB, TRANSACTIONS));
        switch (random.nextInt(10)) {
            case 0 -> commands.add(List.of("DISCARD"));
            case 1 -> {}
            case 2 -> commands.add(List.of("EXEC", value("v")));
            default -> commands.add(List.of("EXEC"));
        }
    }

    @SafeVarargs
    private List<List<String>> several(int min, int max, List<Form>... families) {
        List<List<String>> commands = new ArrayList<>();
        for (int i = min + random.nextInt(max - min + 1); i > 0; i--) {
            commands.add(command(families[random.nextInt(families.length)]));
        }
        return commands;
    }

    private List<String> scanOptions() {
        List<String> options = new ArrayList<>();
        if (random.nextBoolean()) {
            options.addAll(List.of("MATCH", value("p")));
        }
        if (random.nextBoolean()) {
            options.addAll(List.of("COUNT", oneOf(List.of("1", "3", "10", "1000"))));
        }
        if (random.nextInt(4) == 0) {
            options.addAll(List.of("TYPE", oneOf(List.of("string", "STRING", "list", "nosuch"))));
        }
        return options;
    }

    private List<String> command(List<Form> family) {
        Form form = pick(family);
        List<String> words = words(form.words);
        if (!form.options.isEmpty()) {
            for (int i = oneOf(List.of(0, 1, 1, 1, 2, 2, 3)); i > 0; i--) {
                words.addAll(words(oneOf(form.options)));
            }
        }
        // SHUTDOWN with a word less would do it.
        if (random.nextInt(14) == 0 && !words.getFirst().equals("SHUTDOWN")) {
            spoil(words);
        }
        if (random.nextInt(6) == 0) {
            words.set(0, words.getFirst().toLowerCase(Locale.ROOT));
        }
        return words;
    }

    /** Makes a command wrong, or at least unusual. */
    private void spoil(List<String> words) {
        int at = random.nextInt(words.size());
        switch (random.nextInt(5)) {
            case 0 -> {
                // Not the name: another command could be left, such as SYNC.
                if (at > 0) {
                    words.remove(at);
                }
            }
            case 1 -> words.add(value("v"));
            case 2 -> words.add(oneOf(List.of("EX", "NX", "XX", "GET", "KEEPTTL", "PERSIST", "MATCH", "nosuch", "CH")));
            case 3 -> words.add(Math.max(1, at), words.get(at));
            default -> words.set(Math.max(at, words.size() > 1 ? 1 : 0), noMoment(value("v")));
        }
    }

    /** Returns {@code value}, unless it is a short time from now: one server might be asked just before, the other after. */
    private static String noMoment(String value) {
        return List.of("3", "10").contains(value) ? "nosuch" : value;
    }

    private Form pick(List<Form> family) {
        int at = random.nextInt(family.stream().mapToInt(Form::weight).sum());
        for (Form form : family) {
            at -= form.weight;
            if (at < 0) {
                return form;
            }
        }
        throw new IllegalStateException("no form");
    }

    /** Returns {@code form} with values for its placeholders. */
    private List<String> words(String form) {
        List<String> words = new ArrayList<>();
        for (String word : form.split(" ", -1)) {
            if (!word.startsWith("@")) {
                words.add(word);
            } else if (word.endsWith("+")) {
                for (int i = 1 + random.nextInt(3); i > 0; i--) {
                    words.add(value(word.substring(1, word.length() - 1)));
                }
            } else {
                words.add(value(word.substring(1)));
            }
        }
        return words;
    }

    private static final Map<String, List<String>> VALUES = Map.ofEntries(
            Map.entry("bad", Arrays.asList("", "nosuch", "-1", "0", "x")),
            Map.entry("c", CHANNELS),
            Map.entry("cp", List.of("*", "news.*", "news.[ab]", "n?ws", "x", "")),
            Map.entry(
                    "p", List.of("*", "key:*", "key:[12]", "?", "[^a]", "nosuch*", "a", "", "[a-c]", "\\a", "**", "[")),
            Map.entry("name", List.of("joe", "x", "", "with blank", "\u00ff", "a-very-long-name")),
            Map.entry("onoff", List.of("on", "OFF", "maybe")),
            Map.entry("command", List.of("get", "SET", "mset", "nosuch", "config|get", "client", "rename", "ping")),
            Map.entry(
                    "config",
                    List.of("save", "appendonly", "databases", "SAVE", "nosuch", "databases", "proto-max-bulk-len")),
            Map.entry("setting", List.of("save", "DATABASES", "databases", "nosuch")),
            Map.entry("long", List.of("x".repeat(150), "x".repeat(128), "name of \u0000 binary", "y".repeat(17))),
            Map.entry(
                    "f",
                    List.of(
                            "0.1",
                            "1.5",
                            "-3",
                            "1e5",
                            "nan",
                            "inf",
                            "-inf",
                            "abc",
                            "",
                            "3.0e2",
                            "1e17",
                            "0.30000000000000004",
                            "-0.0",
                            " 1",
                            "1 ",
                            "5e-18",
                            "123456789.987654321",
                            "99999999999999999999",
                            "+5",
                            ".5",
                            "5.")),
            Map.entry(
                    "off",
                    List.of("0", "1", "5", "20", "-1", "67108864", "536870912", "9223372036854775807", "abc", "100")),
            Map.entry(
                    "i",
                    List.of(
                            "0",
                            "1",
                            "-1",
                            "2",
                            "5",
                            "-3",
                            "100",
                            "-100",
                            "9223372036854775807",
                            "-9223372036854775808",
                            "9223372036854775808",
                            "abc",
                            "",
                            "1.5",
                            " 1",
                            "+1",
                            "01",
                            "-0",
                            "4294967296")),
            Map.entry(
                    "v",
                    List.of(
                            "",
                            "x",
                            "value",
                            "10",
                            "-5",
                            "9223372036854775807",
                            "-9223372036854775808",
                            "9223372036854775808",
                            "3.5",
                            "1e3",
                            " 1",
                            "01",
                            "0",
                            "\u0000\u00ff\r\n",
                            "with blank",
                            "quoted\"'\\",
                            "v".repeat(44),
                            "v".repeat(45),
                            "v".repeat(1000),
                            "v".repeat(20000),
                            "3",
                            "2.50",
                            "-0",
                            "1".repeat(21))));

    private String value(String kind) {
        return switch (kind) {
            // Mostly few keys, so that commands meet.
            case "k" -> random.nextInt(5) == 0 ? oneOf(KEYS) : KEYS.get(random.nextInt(4));
            // Times far enough from each other that the two servers' clocks, a moment apart, agree on which is later.
            case "s" -> usually(100 + random.nextInt(1_000_000), "0");
            case "ms" -> usually(100_000 + random.nextInt(1_000_000_000), "0");
            case "at" -> usually(4_000_000_000L + random.nextInt(1_000_000), "1");
            case "msat" -> usually(4_000_000_000_000L + random.nextInt(1_000_000_000), "1");
            default -> oneOf(java.util.Objects.requireNonNull(VALUES.get(kind), kind));
        };
    }

    /** Returns mostly {@code number}. {@code past} is a time that has been; no time passes between two commands. */
    private String usually(long number, String past) {
        return random.nextInt(4) > 0
                ? Long.toString(number)
                : oneOf(List.of(
                        "0",
                        "-1",
                        past,
                        "abc",
                        "",
                        "9223372036854775807",
                        "-9223372036854775808",
                        "9223372036854775",
                        "9223372036854776",
                        "9223372036854775808",
                        "1.5",
                        "+1"));
    }

    private <T> T oneOf(List<T> values) {
        return values.get(random.nextInt(values.size()));
    }
}
