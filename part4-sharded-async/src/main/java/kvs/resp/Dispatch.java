package kvs.resp;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import kvs.shard.Slice;
import org.jspecify.annotations.Nullable;

/**
 * The last look at a command before it runs: is there such a command, has it the right number of words, may this client
 * send it now, or does a transaction collect it?
 *
 * <pre>
 *   unknown? ──► number of words? ──► subscriber? ──► transaction? ──► runs
 *       │                │                 │               │
 *       └────────────────┴──── an error ───┘            +QUEUED
 * </pre>
 *
 * <p>An error between MULTI and EXEC also aborts the transaction, so that EXEC runs none of its commands.
 */
public final class Dispatch {
    private static final int SHOWN_BYTES = 128;

    /** What a subscriber that speaks RESP2 may send. */
    private static final Set<String> FOR_SUBSCRIBERS =
            Set.of("ping", "subscribe", "unsubscribe", "psubscribe", "punsubscribe", "quit", "reset");

    /** What a transaction does not collect. */
    private static final Set<String> AT_ONCE = Set.of("exec", "discard", "multi", "watch", "quit", "reset");

    private Dispatch() {}

    /**
     * Returns whether the handler of {@code spec} is to run. If not, the command has been answered. Allocates nothing
     * for a command that is to run outside of a transaction.
     *
     * @param spec what {@link CommandTable#find} has found
     */
    public static boolean admits(@Nullable CommandSpec spec, Arguments words, Client client, Replies out) {
        if (spec == null
                || !spec.allows(words.count())
                || client.isRestricted()
                || spec.handler() instanceof Container) {
            return examine(spec, words, client, out);
        }
        client.used(spec);
        return true;
    }

    private static boolean examine(@Nullable CommandSpec spec, Arguments words, Client client, Replies out) {
        CommandSpec actual = actual(spec, words);
        if (actual == null) {
            return reject(spec, unknown(spec, words), client, out);
        }
        client.used(actual);
        if (!actual.allows(words.count())) {
            return reject(actual, Errors.wrongNumberOfArguments(actual.name()), client, out);
        }
        if (client.inTransaction() && actual.flags().contains("no_multi")) {
            return reject(actual, "ERR Command not allowed inside a transaction", client, out);
        }
        if (client.inSubscriberMode() && !FOR_SUBSCRIBERS.contains(actual.name())) {
            return reject(actual, forSubscribersOnly(actual), client, out);
        }
        Transaction transaction = client.transaction();
        if (transaction == null || AT_ONCE.contains(actual.name())) {
            return true;
        }
        return queue(transaction, actual, words, client, out);
    }

    /** Returns the subcommand that {@code words} name, if the command has some, else the command; null if unknown. */
    private static @Nullable CommandSpec actual(@Nullable CommandSpec spec, Arguments words) {
        return spec != null && spec.handler() instanceof Container container && words.count() > 1
                ? container.find(words.get(1))
                : spec;
    }

    private static boolean queue(
            Transaction transaction, CommandSpec spec, Arguments words, Client client, Replies out) {
        // An aborted transaction collects no more, since EXEC will run none.
        if (!transaction.isAborted() && !transaction.queue(spec, words)) {
            return reject(spec, "ERR transaction too large: EXEC will discard it; split it into several", client, out);
        }
        out.simple("QUEUED");
        return false;
    }

    private static boolean reject(@Nullable CommandSpec spec, String error, Client client, Replies out) {
        if (spec != null && spec.name().equals("exec")) {
            // For EXEC itself, "ERR " gives way to the code that clients expect.
            TransactionCommands.abort(error.substring(error.indexOf(' ') + 1), client, out);
            return false;
        }
        Transaction transaction = client.transaction();
        if (transaction != null) {
            transaction.abort();
        }
        out.error(error);
        return false;
    }

    private static String forSubscribersOnly(CommandSpec spec) {
        return "ERR Can't execute '" + spec.name()
                + "': only (P|S)SUBSCRIBE / (P|S)UNSUBSCRIBE / PING / QUIT / RESET are allowed in this context";
    }

    private static String unknown(@Nullable CommandSpec spec, Arguments words) {
        if (spec != null) {
            return Errors.unknownSubcommand(spec.name().toUpperCase(Locale.ROOT), words.get(1));
        }
        StringBuilder text = new StringBuilder("ERR unknown command '")
                .append(shown(words.get(0), SHOWN_BYTES))
                .append("', with args beginning with: ");
        int bytes = 0;
        for (int i = 1; i < words.count() && bytes < SHOWN_BYTES; i++) {
            String word = shown(words.get(i), SHOWN_BYTES - bytes);
            text.append('\'').append(word).append("' ");
            bytes += Math.min(words.get(i).length(), SHOWN_BYTES - bytes) + 3;
        }
        return text.toString();
    }

    /** Returns at most {@code max} bytes of {@code word}, up to a zero byte, as text. */
    private static String shown(Slice word, int max) {
        int length = 0;
        while (length < Math.min(word.length(), max) && word.at(length) != 0) {
            length++;
        }
        return new String(word.array(), word.from(), length, StandardCharsets.UTF_8);
    }
}
