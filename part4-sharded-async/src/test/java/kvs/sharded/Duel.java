package kvs.sharded;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import kvs.protocol.ByteCursor;
import kvs.protocol.Parsed;
import kvs.resp.RespLimits;
import kvs.resp.RespReader;
import kvs.resp.RespValue;
import org.jspecify.annotations.Nullable;
import org.opentest4j.AssertionFailedError;

/**
 * Plays a conversation with two servers at once and compares what they say, reply by reply. It knows how many replies
 * each command has; so that it never waits for one that does not come, and never leaves one unread.
 *
 * <p>Published messages arrive between the replies, at a point that the protocol leaves open. They are compared by
 * themselves, once a PING after them has been answered.
 */
final class Duel implements AutoCloseable {
    /** The calls of SCAN that are made for the keys of a conversation, which are few. */
    private static final int MAX_SCANS = 1_000;

    /** The loop of a subscriber runs its messages in each turn, and a PING is answered in a turn. */
    private static final int PINGS_FOR_MESSAGES = 3;

    private final InetSocketAddress redis;
    private final InetSocketAddress ours;
    private final Duration maxWait;
    private final List<String> past = new ArrayList<>();
    private final Pair[] pairs = new Pair[Deeds.CLIENTS];
    private int sentinels;
    private int replies;

    /** Whether a key may have been stored that had expired: then the servers may count it, or not. */
    private boolean expiredKeys;

    /** A client of both servers. */
    private static final class Pair {
        private final Side redis;
        private final Side ours;
        private int version = 2;
        private @Nullable List<List<String>> queued;

        /**
         * Whether messages may be in the form of either version: in Redis those of an EXEC with HELLO are among its answers,
         * and in this server they follow.
         */
        private boolean anyForm;

        private final Set<String> channels = new LinkedHashSet<>();
        private final Set<String> patterns = new LinkedHashSet<>();

        Pair(Side redis, Side ours) {
            this.redis = redis;
            this.ours = ours;
        }

        boolean isSubscriber() {
            return version == 2 && !(channels.isEmpty() && patterns.isEmpty());
        }
    }

    /** A connection to one server, and the messages that have arrived on it. */
    private record Side(TestClient client, Deque<String> messages) {

        /** Returns the next frame that is not a published message. */
        String reply() throws IOException {
            while (true) {
                String raw = client.readRaw();
                messages.addAll(client.takeMessagesInside());
                if (!TestClient.isMessage(raw)) {
                    return raw;
                }
                messages.add(raw);
            }
        }
    }

    /** @param maxWait the time after which a reply that does not come is a difference */
    Duel(InetSocketAddress redis, InetSocketAddress ours, Duration maxWait) throws IOException {
        this.redis = redis;
        this.ours = ours;
        this.maxWait = maxWait;
        for (int i = 0; i < pairs.length; i++) {
            connect(i);
        }
        exchange(pairs[0], List.of(List.of("FLUSHALL")), List.of(false), List.of());
        exchange(pairs[1], List.of(List.of("HELLO", "3")), List.of(false), List.of());
    }

    /** Returns the number of replies that were compared. */
    int replies() {
        return replies;
    }

    private void connect(int client) throws IOException {
        pairs[client] = new Pair(
                new Side(TestClient.connect(redis, maxWait), new ArrayDeque<>()),
                new Side(TestClient.connect(ours, maxWait), new ArrayDeque<>()));
    }

    void play(Deed deed) {
        past.add(deed.toString());
        try {
            compare(deed);
        } catch (IOException e) {
            throw differ("a reply or a message, or none", "one from both servers, or from none", e.toString());
        }
    }

    private void compare(Deed deed) throws IOException {
        Pair pair = pairs[deed.client()];
        switch (deed) {
            case Deed.Pipeline(int _, var commands, var inline, var cuts) -> exchange(pair, commands, inline, cuts);
            case Deed.ScanAll(int _, var options) -> scan(pair, options);
            case Deed.Last(int client, var commands, String bytes) -> {
                exchange(pair, commands, commands.stream().map(_ -> false).toList(), List.of());
                last(pair, bytes);
                connect(client);
            }
        }
        for (Pair each : pairs) {
            compareMessages(each);
        }
    }

    /** Sends the bytes at which the servers close, and compares what comes until they do. */
    private void last(Pair pair, String bytes) throws IOException {
        pair.redis.client.send(bytes);
        pair.ours.client.send(bytes);
        require("the last words", lastWords(pair.redis), lastWords(pair.ours));
        requireSameMessages(pair);
        replies++;
        pair.redis.client.close();
        pair.ours.client.close();
    }

    /** Returns the replies of a server until it closes the connection, without messages. */
    private static String lastWords(Side side) throws IOException {
        StringBuilder words = new StringBuilder();
        try {
            while (true) {
                words.append(side.reply());
            }
        } catch (EOFException e) {
            return words.append(e.getMessage()).toString();
        } catch (SocketException _) {
            return words.append("(reset)").toString();
        }
    }

    private void scan(Pair pair, List<String> options) throws IOException {
        if (pair.queued != null || pair.isSubscriber()) {
            return;
        }
        require(
                "SCAN until cursor 0",
                scanned(pair.redis, options).toString(),
                scanned(pair.ours, options).toString());
        replies++;
    }

    private static Set<String> scanned(Side side, List<String> options) throws IOException {
        Set<String> keys = new TreeSet<>();
        String cursor = "0";
        int scans = 0;
        do {
            if (scans++ == MAX_SCANS) {
                return Set.of("no cursor 0 after " + MAX_SCANS + " calls");
            }
            List<String> words = new ArrayList<>(List.of("SCAN", cursor));
            words.addAll(options);
            side.client.send(TestClient.command(words.toArray(String[]::new)));
            RespValue value = value(side.reply());
            if (!(value instanceof RespValue.Array(List<RespValue> two))) {
                return Set.of(value.toString());
            }
            cursor = Sameness.text(two.get(0));
            if (two.get(1) instanceof RespValue.Array(List<RespValue> found)) {
                found.forEach(key -> keys.add(key.toString()));
            }
        } while (!cursor.equals("0"));
        return keys;
    }

    /** Sends commands, in pipelines that end after each command whose effect only its reply tells. */
    private void exchange(Pair pair, List<List<String>> commands, List<Boolean> inline, List<Integer> cuts)
            throws IOException {
        int from = 0;
        for (int i = 0; i < commands.size(); i++) {
            String name = commands.get(i).getFirst().toUpperCase(Locale.ROOT);
            if (name.equals("EXEC") || name.equals("HELLO") || i + 1 == commands.size()) {
                flight(pair, commands.subList(from, i + 1), inline.subList(from, i + 1), cuts);
                from = i + 1;
            }
        }
    }

    private void flight(Pair pair, List<List<String>> commands, List<Boolean> inline, List<Integer> cuts)
            throws IOException {
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        for (int i = 0; i < commands.size(); i++) {
            stream.writeBytes(encoded(commands.get(i), inline.get(i)));
        }
        send(pair.redis, stream.toByteArray(), cuts);
        send(pair.ours, stream.toByteArray(), cuts);
        for (List<String> command : commands) {
            compareReplies(pair, command);
        }
    }

    private static void send(Side side, byte[] stream, List<Integer> cuts) throws IOException {
        int from = 0;
        for (int cut : cuts) {
            if (cut > from && cut < stream.length) {
                side.client.send(java.util.Arrays.copyOfRange(stream, from, cut));
                from = cut;
            }
        }
        side.client.send(java.util.Arrays.copyOfRange(stream, from, stream.length));
    }

    private static byte[] encoded(List<String> command, boolean inline) {
        if (!inline || command.stream().anyMatch(word -> word.length() > 1000)) {
            return TestClient.command(command.toArray(String[]::new));
        }
        StringBuilder line = new StringBuilder();
        for (String word : command) {
            line.append(line.isEmpty() ? "" : " ").append('"');
            for (int i = 0; i < word.length(); i++) {
                char letter = word.charAt(i);
                if (letter == '"' || letter == '\\') {
                    line.append('\\').append(letter);
                } else if (letter < ' ' || letter > '~') {
                    line.append("\\x%02x".formatted((int) letter));
                } else {
                    line.append(letter);
                }
            }
            line.append('"');
        }
        return line.append("\r\n").toString().getBytes(ISO_8859_1);
    }

    private void compareReplies(Pair pair, List<String> command) throws IOException {
        String name = command.getFirst().toUpperCase(Locale.ROOT);
        int words = command.size();
        boolean blocked = pair.isSubscriber()
                && !Set.of("PING", "SUBSCRIBE", "UNSUBSCRIBE", "PSUBSCRIBE", "PUNSUBSCRIBE", "QUIT", "RESET")
                        .contains(name);
        List<List<String>> queued = pair.queued;
        if (queued != null && name.equals("EXEC")) {
            pair.queued = null;
            exec(pair, command, queued);
        } else if (words == 1 && ((queued != null && name.equals("DISCARD")) || name.equals("RESET"))) {
            compare(command, one(pair));
            pair.queued = null;
            applied(pair, command, new RespValue.Simple(name));
        } else if (queued != null) {
            RespValue[] both = one(pair);
            compare(command, both);
            if (both[0].equals(new RespValue.Simple("QUEUED"))) {
                queued.add(command);
            }
        } else if (blocked) {
            compare(command, one(pair));
        } else if (name.equals("MULTI") && words == 1) {
            compare(command, one(pair));
            pair.queued = new ArrayList<>();
        } else if (Set.of("SUBSCRIBE", "PSUBSCRIBE").contains(name) && words > 1) {
            for (int i = 1; i < words; i++) {
                compare(command, one(pair));
            }
            applied(pair, command, new RespValue.Nil());
        } else if (Set.of("UNSUBSCRIBE", "PUNSUBSCRIBE").contains(name)) {
            Set<String> all = name.startsWith("P") ? pair.patterns : pair.channels;
            unsubscribe(pair, command, words > 1 ? words - 1 : Math.max(1, all.size()));
            applied(pair, command, new RespValue.Nil());
        } else {
            RespValue[] both = one(pair);
            if (name.equals("DBSIZE") && expiredKeys && both[1] instanceof RespValue.Int) {
                both[1] = both[0];
            }
            compare(command, both);
            applied(pair, command, both[0]);
        }
    }

    /** Compares the replies to UNSUBSCRIBE, which without a word come in any order. */
    private void unsubscribe(Pair pair, List<String> command, int count) throws IOException {
        List<RespValue[]> all = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            all.add(one(pair));
        }
        if (command.size() > 1) {
            for (RespValue[] both : all) {
                compare(command, both);
            }
            return;
        }
        for (int part = 0; part < 3; part++) {
            require(Deed.show(command), parts(all, 0, part), parts(all, 1, part));
        }
    }

    private static String parts(List<RespValue[]> all, int side, int part) {
        return all.stream()
                .map(both -> switch (both[side]) {
                    case RespValue.Push(List<RespValue> three) when three.size() == 3 -> ">" + three.get(part);
                    case RespValue.Array(List<RespValue> three) when three.size() == 3 -> "*" + three.get(part);
                    default -> both[side].toString();
                })
                .sorted()
                .toList()
                .toString();
    }

    /** Reads a reply of each server. */
    private RespValue[] one(Pair pair) throws IOException {
        replies++;
        return new RespValue[] {value(pair.redis.reply()), value(pair.ours.reply())};
    }

    private static RespValue value(String raw) throws IOException {
        if (new RespReader(RespLimits.DEFAULT).parse(ByteCursor.over(raw.getBytes(ISO_8859_1)))
                instanceof Parsed.Complete<RespValue>(RespValue value)) {
            return value;
        }
        throw new IOException("not a reply: " + raw);
    }

    private void compare(List<String> command, RespValue[] both) {
        if (!Sameness.of(command, both[0], both[1])) {
            throw differ(Deed.show(command), Sameness.show(command, both[0]), Sameness.show(command, both[1]));
        }
    }

    /** Compares the replies to EXEC. A queued SUBSCRIBE has one for each channel, though the array counts it once. */
    private void exec(Pair pair, List<String> exec, List<List<String>> queued) throws IOException {
        RespValue[] both = one(pair);
        if (!(both[0] instanceof RespValue.Array(List<RespValue> redis)
                && both[1] instanceof RespValue.Array(List<RespValue> ours)
                && redis.size() == ours.size()
                && redis.size() == queued.size())) {
            compare(exec, both);
            return;
        }
        Deque<RespValue> redisLeft = new ArrayDeque<>(redis);
        Deque<RespValue> oursLeft = new ArrayDeque<>(ours);
        for (List<String> command : queued) {
            int count = Math.max(1, confirmations(pair, command));
            for (int i = 0; i < count; i++) {
                RespValue[] one = redisLeft.isEmpty() ? one(pair) : new RespValue[] {redisLeft.pop(), oursLeft.pop()};
                boolean anyOrder = command.size() == 1 && count > 1;
                boolean anyNumber = expiredKeys && command.getFirst().equalsIgnoreCase("DBSIZE");
                if (!anyOrder && !anyNumber) {
                    compare(command, one);
                }
                if (i == 0) {
                    pair.anyForm |= command.getFirst().equalsIgnoreCase("HELLO");
                    applied(pair, command, one[0]);
                }
            }
        }
    }

    /** Returns the number of replies that a command about subscriptions has; 0 for another command. */
    private static int confirmations(Pair pair, List<String> command) {
        int names = command.size() - 1;
        return switch (command.getFirst().toUpperCase(Locale.ROOT)) {
            case "SUBSCRIBE", "PSUBSCRIBE" -> names;
            case "UNSUBSCRIBE" -> names > 0 ? names : pair.channels.size();
            case "PUNSUBSCRIBE" -> names > 0 ? names : pair.patterns.size();
            default -> 0;
        };
    }

    private void require(String what, String redis, String ours) {
        if (!redis.equals(ours)) {
            throw differ(what, redis, ours);
        }
    }

    private AssertionFailedError differ(String what, String redis, String ours) {
        return new AssertionFailedError("did       " + String.join("\n          ", past) + "\n  there     " + what
                + "\nexpected  " + shortened(redis) + "  (redis-server)\ngot       " + shortened(ours));
    }

    private static String shortened(String text) {
        return text.length() < 3000 ? text : text.substring(0, 3000) + "…";
    }

    /** Notes what a command that has run means for the replies to come. */
    private void applied(Pair pair, List<String> command, RespValue reply) {
        switch (command.getFirst().toUpperCase(Locale.ROOT)) {
            case "SUBSCRIBE" -> pair.channels.addAll(command.subList(1, command.size()));
            case "PSUBSCRIBE" -> pair.patterns.addAll(command.subList(1, command.size()));
            case "UNSUBSCRIBE" -> remove(pair.channels, command);
            case "PUNSUBSCRIBE" -> remove(pair.patterns, command);
            case "HELLO" -> {
                if (!(reply instanceof RespValue.Failure)) {
                    pair.version = reply instanceof RespValue.Map ? 3 : 2;
                }
            }
            case "RESET" -> {
                if (reply.equals(new RespValue.Simple("RESET"))) {
                    pair.version = 2;
                    pair.channels.clear();
                    pair.patterns.clear();
                }
            }
            case "SET", "GETEX" -> {
                for (String word : command) {
                    expiredKeys |= word.equalsIgnoreCase("EXAT") || word.equalsIgnoreCase("PXAT");
                }
            }
            default -> {}
        }
    }

    private static void remove(Set<String> all, List<String> command) {
        if (command.size() == 1) {
            all.clear();
        } else {
            command.subList(1, command.size()).forEach(all::remove);
        }
    }

    /** Compares the messages that have reached a client; waits for those that have not, by a PING. */
    private void compareMessages(Pair pair) throws IOException {
        if (pair.queued != null) {
            return;
        }
        for (int i = 0;
                i == 0 || (i < PINGS_FOR_MESSAGES && pair.ours.messages.size() < pair.redis.messages.size());
                i++) {
            String sentinel = "sentinel-" + sentinels++;
            pair.redis.client.send(TestClient.command("PING", sentinel));
            pair.ours.client.send(TestClient.command("PING", sentinel));
            require("a PING after it", pair.redis.reply(), pair.ours.reply());
        }
        requireSameMessages(pair);
    }

    private void requireSameMessages(Pair pair) {
        require("messages", messages(pair, pair.redis, false), messages(pair, pair.ours, false));
        // In which order two patterns of a client get a message, is up to the server.
        require("messages by pattern", messages(pair, pair.redis, true), messages(pair, pair.ours, true));
        pair.anyForm = false;
        pair.redis.messages.clear();
        pair.ours.messages.clear();
    }

    private static String messages(Pair pair, Side side, boolean byPattern) {
        var messages = side.messages.stream()
                .filter(raw -> raw.startsWith("pmessage", 8) == byPattern)
                .map(raw -> pair.anyForm ? "*" + raw.substring(1) : raw);
        return (byPattern ? messages.sorted() : messages).toList().toString();
    }

    @Override
    public void close() throws IOException {
        for (Pair pair : pairs) {
            pair.redis.client.close();
            pair.ours.client.close();
        }
    }
}
