package kvs.resp;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the commands on keys answer, in the simplest way: a sorted map, and a key is removed as soon as it expires. It
 * has no idea of shards or bytes. An overflow is noticed by calculating without a limit.
 */
final class CommandModel {
    /** @param expiresAt in milliseconds since the epoch; null if it does not expire */
    private record Value(String text, @Nullable Long expiresAt) {}

    private final Map<String, Value> values = new TreeMap<>();
    private long now;

    /** Sets the time, in milliseconds since the epoch. */
    void now(long millis) {
        now = millis;
        values.values().removeIf(value -> value.expiresAt != null && value.expiresAt <= now);
    }

    /** Returns the answer as {@link RecordingReplies} shows it; of an array of keys, in their order. */
    String run(String... words) {
        List<String> args = Arrays.asList(words).subList(1, words.length);
        String key = args.isEmpty() ? "" : args.getFirst();
        Value old = values.get(key);
        return switch (words[0]) {
            case "GET" -> bulk(key);
            case "SET" -> set(args, old);
            case "SETNX" -> {
                values.putIfAbsent(key, new Value(args.get(1), null));
                yield number(old == null ? 1 : 0);
            }
            case "GETSET" -> {
                values.put(key, new Value(args.get(1), null));
                yield old == null ? "nil" : quoted(old.text);
            }
            case "GETDEL" -> {
                values.remove(key);
                yield old == null ? "nil" : quoted(old.text);
            }
            case "MGET" -> args.stream().map(this::bulk).toList().toString();
            case "MSET" -> {
                setAll(args);
                yield "+OK";
            }
            case "MSETNX" -> {
                boolean none = true;
                for (int i = 0; i < args.size(); i += 2) {
                    none &= !values.containsKey(args.get(i));
                }
                if (none) {
                    setAll(args);
                }
                yield number(none ? 1 : 0);
            }
            case "INCRBY" -> add(key, old, new BigInteger(args.get(1)));
            case "DECRBY" -> add(key, old, new BigInteger(args.get(1)).negate());
            case "APPEND" -> {
                String text = (old == null ? "" : old.text) + args.get(1);
                values.put(key, new Value(text, old == null ? null : old.expiresAt));
                yield number(text.length());
            }
            case "SETRANGE" -> setRange(key, old, Integer.parseInt(args.get(1)), args.get(2));
            case "GETRANGE" -> getRange(old, Integer.parseInt(args.get(1)), Integer.parseInt(args.get(2)));
            case "STRLEN" -> number(old == null ? 0 : old.text.length());
            case "DEL" -> {
                long there = new LinkedHashSet<>(args)
                        .stream().filter(values::containsKey).count();
                values.keySet().removeAll(args);
                yield number(there);
            }
            case "EXISTS" -> number(args.stream().filter(values::containsKey).count());
            case "TYPE" -> old == null ? "+none" : "+string";
            case "RENAME" -> {
                if (old != null) {
                    values.remove(key);
                    values.put(args.get(1), old);
                }
                yield old == null ? "-ERR no such key" : "+OK";
            }
            case "RENAMENX" -> {
                if (old == null) {
                    yield "-ERR no such key";
                }
                boolean free = !values.containsKey(args.get(1));
                if (free) {
                    values.remove(key);
                    values.put(args.get(1), old);
                }
                yield number(free ? 1 : 0);
            }
            case "PEXPIRE" -> expire(key, old, now + Long.parseLong(args.get(1)), args.subList(2, args.size()));
            case "PERSIST" -> {
                if (old == null || old.expiresAt == null) {
                    yield number(0);
                }
                values.put(key, new Value(old.text, null));
                yield number(1);
            }
            case "PTTL" -> number(old == null ? -2 : old.expiresAt == null ? -1 : old.expiresAt - now);
            case "PEXPIRETIME" -> number(old == null ? -2 : old.expiresAt == null ? -1 : old.expiresAt);
            case "KEYS" ->
                values.keySet().stream().map(CommandModel::quoted).toList().toString();
            case "FLUSHALL" -> {
                values.clear();
                yield "+OK";
            }
            default -> throw new IllegalArgumentException(words[0]);
        };
    }

    private String set(List<String> args, @Nullable Value old) {
        List<String> options = args.subList(2, args.size());
        boolean sets = !((options.contains("NX") && old != null) || (options.contains("XX") && old == null));
        if (sets) {
            Long expiresAt = options.contains("KEEPTTL") && old != null ? old.expiresAt : null;
            if (options.contains("PX")) {
                expiresAt = now + Long.parseLong(options.get(options.indexOf("PX") + 1));
            }
            values.put(args.get(0), new Value(args.get(1), expiresAt));
        }
        if (options.contains("GET")) {
            return old == null ? "nil" : quoted(old.text);
        }
        return sets ? "+OK" : "nil";
    }

    private void setAll(List<String> args) {
        for (int i = 0; i < args.size(); i += 2) {
            values.put(args.get(i), new Value(args.get(i + 1), null));
        }
    }

    private String add(String key, @Nullable Value old, BigInteger amount) {
        String text = old == null ? "0" : old.text;
        if (!text.matches("0|-?[1-9]\\d*") || new BigInteger(text).bitLength() > 63) {
            return "-ERR value is not an integer or out of range";
        }
        BigInteger sum = new BigInteger(text).add(amount);
        if (sum.bitLength() > 63) {
            return "-ERR increment or decrement would overflow";
        }
        values.put(key, new Value(sum.toString(), old == null ? null : old.expiresAt));
        return ":" + sum;
    }

    private String setRange(String key, @Nullable Value old, int offset, String part) {
        String text = old == null ? "" : old.text;
        if (part.isEmpty()) {
            return number(text.length());
        }
        StringBuilder changed = new StringBuilder(text);
        changed.setLength(Math.max(text.length(), offset + part.length()));
        changed.replace(offset, offset + part.length(), part);
        values.put(key, new Value(changed.toString(), old == null ? null : old.expiresAt));
        return number(changed.length());
    }

    private static String getRange(@Nullable Value old, int first, int last) {
        String text = old == null ? "" : old.text;
        List<Character> part = new ArrayList<>();
        int from = first < 0 ? Math.max(0, text.length() + first) : first;
        int to = last < 0 ? Math.max(0, text.length() + last) : last;
        boolean backwards = first < 0 && last < 0 && first > last;
        for (int i = 0; i < text.length(); i++) {
            if (i >= from && i <= to && !backwards) {
                part.add(text.charAt(i));
            }
        }
        StringBuilder result = new StringBuilder();
        part.forEach(result::append);
        return quoted(result.toString());
    }

    private String expire(String key, @Nullable Value old, long deadline, List<String> conditions) {
        if (old == null) {
            return ":0";
        }
        boolean allowed = true;
        for (String condition : conditions) {
            long from = old.expiresAt == null ? Long.MAX_VALUE : old.expiresAt;
            allowed &= switch (condition.toUpperCase(Locale.ROOT)) {
                case "NX" -> old.expiresAt == null;
                case "XX" -> old.expiresAt != null;
                case "GT" -> deadline > from;
                case "LT" -> deadline < from;
                default -> throw new IllegalArgumentException(condition);
            };
        }
        if (allowed) {
            values.put(key, new Value(old.text, deadline));
            now(now);
        }
        return number(allowed ? 1 : 0);
    }

    private String bulk(String key) {
        Value value = values.get(key);
        return value == null ? "nil" : quoted(value.text);
    }

    private static String quoted(String text) {
        return '"' + text + '"';
    }

    private static String number(long number) {
        return ":" + number;
    }
}
