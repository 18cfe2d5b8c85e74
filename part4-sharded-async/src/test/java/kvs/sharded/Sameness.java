package kvs.sharded;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import kvs.protocol.Bytes;
import kvs.resp.RespValue;

/**
 * Whether two servers have given the same reply: the same bytes, except where a reply has no order, is random, or tells
 * of the time or of the server itself.
 */
final class Sameness {
    private static final long SECONDS_APART = 5;
    private static final Pattern SHOWN_OF_CLIENT =
            Pattern.compile("(?<=^| )(name|flags|db|sub|psub|multi|cmd|user|redir|resp)=([^ \n]*)");

    private Sameness() {}

    /** Returns whether both are right answers to the command. */
    static boolean of(List<String> command, RespValue redis, RespValue ours) {
        if (redis.equals(ours)) {
            return true;
        }
        if (command.getFirst().equalsIgnoreCase("SCAN")
                && command.size() > 1
                && command.get(1).contains("\0")) {
            // Redis reads a cursor up to a zero byte.
            return true;
        }
        if (redis instanceof RespValue.Failure(String expected)
                && ours instanceof RespValue.Failure(String got)
                && !String.join("", command).chars().allMatch(letter -> letter >= ' ' && letter <= '~')) {
            // Redis shows a word with a zero byte, or with bytes that are no text, up to there.
            return got.startsWith(expected.split("'")[0].stripTrailing());
        }
        return switch (command.getFirst().toUpperCase(Locale.ROOT)) {
            case "TTL", "EXPIRETIME" -> isNear(redis, ours, SECONDS_APART);
            case "PTTL", "PEXPIRETIME" -> isNear(redis, ours, SECONDS_APART * 1000);
            case "KEYS" -> sorted(redis).equals(sorted(ours));
            case "PUBSUB" ->
                command.get(1).equalsIgnoreCase("CHANNELS") && sorted(redis).equals(sorted(ours));
            case "RANDOMKEY" -> redis instanceof RespValue.Bulk && ours instanceof RespValue.Bulk;
            case "SCAN" ->
                redis instanceof RespValue.Array(List<RespValue> two)
                        && ours instanceof RespValue.Array(List<RespValue> pair)
                        && two.size() == pair.size();
            case "TIME" -> isTime(redis) && isTime(ours);
            case "OBJECT" -> isSameOfObject(command, redis, ours);
            case "HELLO" -> withoutId(redis).equals(withoutId(ours));
            case "INFO" -> redis.getClass() == ours.getClass() && !(redis instanceof RespValue.Failure);
            case "CLIENT" -> isSameOfClient(command, redis, ours);
            case "CONFIG" -> isSameOfConfig(command, redis, ours);
            case "COMMAND" -> isSameOfCommands(command, redis, ours);
            default -> false;
        };
    }

    private static boolean isNear(RespValue redis, RespValue ours, long apart) {
        return redis instanceof RespValue.Int(long one)
                && ours instanceof RespValue.Int(long other)
                && one > 0
                && other > 0
                && Math.abs(one - other) <= apart;
    }

    private static List<RespValue> sorted(RespValue value) {
        return elements(value).stream()
                .sorted(Comparator.comparing(RespValue::toString))
                .toList();
    }

    private static List<RespValue> elements(RespValue value) {
        return switch (value) {
            case RespValue.Array(List<RespValue> values) -> values;
            case RespValue.Set(List<RespValue> values) -> values;
            default -> List.of(value);
        };
    }

    private static boolean isTime(RespValue value) {
        return value instanceof RespValue.Array(List<RespValue> two)
                && two.size() == 2
                && Math.abs(Long.parseLong(text(two.get(0))) - System.currentTimeMillis() / 1000) <= SECONDS_APART
                && Long.parseLong(text(two.get(1))) < 1_000_000;
    }

    static String text(RespValue value) {
        return switch (value) {
            case RespValue.Bulk(Bytes bytes) -> bytes.utf8();
            case RespValue.Verbatim(String _, Bytes bytes) -> bytes.utf8();
            default -> value.toString();
        };
    }

    /** Returns the pairs of a map, or of a flat array as RESP2 has it. */
    private static List<RespValue.Entry> pairs(RespValue value) {
        return switch (value) {
            case RespValue.Map(List<RespValue.Entry> entries) -> entries;
            case RespValue.Array(List<RespValue> values)
            when values.size() % 2 == 0 -> {
                List<RespValue.Entry> entries = new ArrayList<>();
                for (int i = 0; i < values.size(); i += 2) {
                    entries.add(new RespValue.Entry(values.get(i), values.get(i + 1)));
                }
                yield entries;
            }
            default -> List.of(new RespValue.Entry(value, value));
        };
    }

    /** Returns the pairs in order, after the type of the reply. */
    private static List<String> sortedPairs(RespValue value) {
        List<String> pairs = new ArrayList<>(
                pairs(value).stream().map(RespValue.Entry::toString).sorted().toList());
        pairs.addFirst(value.getClass().getSimpleName());
        return pairs;
    }

    private static boolean isSameOfConfig(List<String> command, RespValue redis, RespValue ours) {
        return switch (command.get(1).toUpperCase(Locale.ROOT)) {
            case "GET" -> sortedPairs(redis).equals(sortedPairs(ours));
            // Why a setting cannot be set is up to the server. Redis reads a value up to a zero byte.
            case "SET" ->
                String.join("", command).contains("\0")
                        || redis.toString()
                                .split("'\\) - ")[0]
                                .equalsIgnoreCase(ours.toString().split("'\\) - ")[0]);
            default -> false;
        };
    }

    private static boolean isSameOfObject(List<String> command, RespValue redis, RespValue ours) {
        return switch (command.get(1).toUpperCase(Locale.ROOT)) {
            // Redis keeps what APPEND, SETRANGE and INCRBYFLOAT have changed in another way than what SET has stored.
            case "ENCODING" -> redis instanceof RespValue.Bulk && ours instanceof RespValue.Bulk;
            case "REFCOUNT", "IDLETIME" -> redis instanceof RespValue.Int && ours instanceof RespValue.Int;
            default -> false;
        };
    }

    private static List<String> withoutId(RespValue value) {
        List<String> lines = new ArrayList<>();
        for (RespValue.Entry entry : pairs(value)) {
            switch (text(entry.key())) {
                case "id" -> lines.add("id: " + entry.value().getClass());
                case "version" -> lines.add("version: " + entry.value().getClass());
                default -> lines.add(entry.toString());
            }
        }
        lines.addFirst(value.getClass().getSimpleName());
        return lines;
    }

    private static boolean isSameOfClient(List<String> command, RespValue redis, RespValue ours) {
        return switch (command.get(1).toUpperCase(Locale.ROOT)) {
            case "ID" -> redis instanceof RespValue.Int && ours instanceof RespValue.Int;
            case "INFO" -> redis.getClass() == ours.getClass() && shown(redis).equals(shown(ours));
            // The servers count their clients from different numbers.
            case "LIST" -> redis.getClass() == ours.getClass() && !(redis instanceof RespValue.Failure);
            default -> false;
        };
    }

    /** Returns what is compared of a reply, as text. */
    static String show(List<String> command, RespValue value) {
        return command.getFirst().equalsIgnoreCase("CLIENT") && !shown(value).isEmpty()
                ? shown(value).toString()
                : value.toString();
    }

    private static List<String> shown(RespValue value) {
        List<String> fields = new ArrayList<>();
        Matcher field = SHOWN_OF_CLIENT.matcher(text(value));
        while (field.find()) {
            fields.add(field.group());
        }
        return fields;
    }

    private static boolean isSameOfCommands(List<String> command, RespValue redis, RespValue ours) {
        if (command.size() == 1 || redis.getClass() != ours.getClass() || redis instanceof RespValue.Failure) {
            return redis.getClass() == ours.getClass() && !(redis instanceof RespValue.Failure);
        }
        return switch (command.get(1).toUpperCase(Locale.ROOT)) {
            case "COUNT", "LIST", "DOCS", "HELP" -> true;
            case "INFO" -> command.size() == 2 || rows(redis).equals(rows(ours));
            default -> false;
        };
    }

    /** Returns name, arity, flags and keys of each command. */
    private static List<String> rows(RespValue value) {
        List<String> rows = new ArrayList<>();
        for (RespValue row : elements(value)) {
            List<RespValue> cells = elements(row);
            if (cells.size() < 6) {
                rows.add(row.toString());
                continue;
            }
            Set<String> flags = new TreeSet<>();
            elements(cells.get(2)).forEach(flag -> flags.add(flag.toString()));
            rows.add(
                    cells.get(0) + " " + cells.get(1) + " " + flags + " " + cells.get(3) + cells.get(4) + cells.get(5));
        }
        return rows;
    }
}
