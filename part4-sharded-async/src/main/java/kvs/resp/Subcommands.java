package kvs.resp;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import kvs.shard.Slice;
import org.jspecify.annotations.Nullable;

/**
 * What a command does that has subcommands, such as CLIENT: word 1 names one, which has an arity and a handler of its
 * own. {@link Dispatch} checks both before it runs.
 */
final class Subcommands implements Handler.OnClient, Container {
    private final String name;
    private final String group;
    private final List<CommandSpec> specs = new ArrayList<>();

    /** The name of each subcommand alone, in upper case. */
    private final List<String> words = new ArrayList<>();

    /** What runs if there is no word 1; null if the arity forbids that. */
    private final @Nullable OnClient alone;

    /** @param name of the command, in lower case */
    Subcommands(String name, String group) {
        this(name, group, null);
    }

    Subcommands(String name, String group, @Nullable OnClient alone) {
        this.name = name;
        this.group = group;
        this.alone = alone;
    }

    /**
     * Adds a subcommand.
     *
     * @param arity the number of words with both names; negative: at least that number without its sign
     * @param flags separated by blanks
     */
    Subcommands add(String word, int arity, String flags, String since, String summary, OnClient handler) {
        words.add(word.toUpperCase(Locale.ROOT));
        specs.add(new CommandSpec(
                name + "|" + word,
                arity,
                CommandTable.Builder.flags(flags),
                0,
                0,
                0,
                Routing.NONE,
                handler,
                group,
                summary,
                since));
        return this;
    }

    /** Adds HELP, which shows {@code lines}. */
    Subcommands help(String since, String... lines) {
        String intro = name.toUpperCase(Locale.ROOT) + " <subcommand> [<arg> [value] [opt] ...]. Subcommands are:";
        return add("help", 2, "loading stale", since, "Show helpful text about the subcommands", (_, _, out) -> {
            out.array(lines.length + 3);
            out.simple(intro);
            for (String line : lines) {
                out.simple(line);
            }
            out.simple("HELP");
            out.simple("    Prints this help.");
        });
    }

    @Override
    public @Nullable CommandSpec find(Slice word) {
        for (int i = 0; i < words.size(); i++) {
            if (word.isWord(words.get(i))) {
                return specs.get(i);
            }
        }
        return null;
    }

    /** Returns the subcommands. */
    List<CommandSpec> all() {
        return specs;
    }

    @Override
    public void run(Arguments arguments, Client client, Replies out) {
        handler(arguments).run(arguments, client, out);
    }

    private OnClient handler(Arguments arguments) {
        if (arguments.count() == 1 && alone != null) {
            return alone;
        }
        CommandSpec spec = find(arguments.get(1));
        if (spec != null && spec.handler() instanceof OnClient handler) {
            return handler;
        }
        throw new IllegalArgumentException("not checked by Dispatch: " + arguments);
    }
}
