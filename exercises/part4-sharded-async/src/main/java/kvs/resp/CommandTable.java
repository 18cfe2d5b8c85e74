package kvs.resp;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import kvs.shard.Slice;
import org.jspecify.annotations.Nullable;

/**
 * The commands, by name. Immutable.
 *
 * <p>A name of at most 16 letters is packed into two numbers, in upper case. These are looked up by open addressing: in
 * a table that is at most a quarter full, from the index that their hash says, up to the first empty place. So a
 * look-up allocates nothing and compares numbers only.
 */
public final class CommandTable {
    /** The value limit of Redis: 512 MiB. */
    public static final int MAX_VALUE_BYTES = 512 << 20;

    private static final int MAX_NAME_BYTES = 2 * Long.BYTES;

    private final List<CommandSpec> commands;

    /** The command at each place, or null. */
    private final @Nullable CommandSpec[] places;

    /** Twice the index of a place: the two halves of the name of the command there. */
    private final long[] names;

    private final int mask;

    public CommandTable(Collection<CommandSpec> commands) {
        this.commands = List.copyOf(commands);
        int size = Integer.highestOneBit(Math.max(1, commands.size())) * 8;
        places = new CommandSpec[size];
        names = new long[2 * size];
        mask = size - 1;
        this.commands.forEach(this::place);
    }

    /** Returns the table with all commands of this server, whose values have at most {@code maxValueBytes}. */
    public static CommandTable standard(int maxValueBytes) {
        Builder table = new Builder(maxValueBytes);
        addCommandsOnKeys(table);
        addCommandsOnClients(table);
        return table.build();
    }

    /** Returns the table with all commands of this server and Redis's limit for values. */
    public static CommandTable standard() {
        return standard(MAX_VALUE_BYTES);
    }

    private static void addCommandsOnKeys(Builder table) {
        StringCommands.addTo(table);
        CounterCommands.addTo(table);
        RangeCommands.addTo(table);
        KeyCommands.addTo(table);
        ExpiryCommands.addTo(table);
        ScanCommands.addTo(table);
        ObjectCommand.addTo(table);
    }

    private static void addCommandsOnClients(Builder table) {
        ConnectionCommands.addTo(table);
        ClientCommands.addTo(table);
        TransactionCommands.addTo(table);
        PubSubCommands.addTo(table);
        ServerCommands.addTo(table);
        ConfigCommands.addTo(table);
        CommandCommands.addTo(table);
    }

    /** Returns the command with this name, in upper or lower case; null if there is none. Allocates nothing. */
    public @Nullable CommandSpec find(Slice name) {
        int length = name.length();
        if (length > MAX_NAME_BYTES) {
            return null;
        }
        long low = packed(name, 0, Math.min(length, Long.BYTES));
        long high = packed(name, Long.BYTES, length);
        for (int at = hash(low, high) & mask; ; at = at + 1 & mask) {
            CommandSpec command = places[at];
            if (command == null) {
                return null;
            }
            // A name's length tells it from one with zero bytes at its end.
            if (names[2 * at] == low
                    && names[2 * at + 1] == high
                    && command.name().length() == length) {
                return command;
            }
        }
    }

    /** Returns all commands, by name. */
    public List<CommandSpec> all() {
        return commands;
    }

    private void place(CommandSpec command) {
        Slice name = Arguments.of(command.name()).get(0);
        if (name.length() > MAX_NAME_BYTES) {
            throw new IllegalArgumentException("name too long: " + name);
        }
        if (find(name) != null) {
            throw new IllegalArgumentException("two commands with the name " + name);
        }
        long low = packed(name, 0, Math.min(name.length(), Long.BYTES));
        long high = packed(name, Long.BYTES, name.length());
        int at = hash(low, high) & mask;
        while (places[at] != null) {
            at = at + 1 & mask;
        }
        places[at] = command;
        names[2 * at] = low;
        names[2 * at + 1] = high;
    }

    /**
     * Packs the bytes of {@code name} from {@code from} up to but not including {@code to}, at most eight, into one number:
     * the last byte is the lowest of the number. The letters a to z become A to Z; all other bytes stay what they are.
     *
     * @return 0 if there are no such bytes; {@code to} may also be below {@code from}
     * @exercise 4.6
     */
    static long packed(Slice name, int from, int to) {
        throw new UnsupportedOperationException("exercise 4.6: not written yet");
    }

    private static int hash(long low, long high) {
        long mixed = (low ^ high * 31) * 0x9e3779b97f4a7c15L;
        return (int) (mixed >>> Integer.SIZE);
    }

    /** Collects commands: each family adds its own. */
    static final class Builder {
        private final List<CommandSpec> commands = new ArrayList<>();
        private final int maxValueBytes;

        Builder(int maxValueBytes) {
            this.maxValueBytes = maxValueBytes;
        }

        /** Returns the words of {@code flags}, which blanks separate. */
        static Set<String> flags(String flags) {
            return new LinkedHashSet<>(flags.isEmpty() ? List.of() : List.of(flags.split(" ")));
        }

        /** Returns the number of bytes that a value may have. */
        int maxValueBytes() {
            return maxValueBytes;
        }

        /**
         * Starts a command; it is added with its handler.
         *
         * @param group see {@link CommandSpec#group}
         * @param arity see {@link CommandSpec#arity}
         * @param flags those of the Redis command table, separated by blanks
         */
        Draft command(String group, String name, int arity, String flags) {
            return new Draft(group, name.toLowerCase(Locale.ROOT), arity, flags);
        }

        CommandTable build() {
            commands.sort(Comparator.comparing(CommandSpec::name));
            return new CommandTable(commands);
        }

        /** A command without its handler. */
        final class Draft {
            private final String group;
            private final String name;
            private final int arity;
            private final Set<String> flags;
            private int firstKey;
            private int lastKey;
            private int keyStep;
            private Routing routing = Routing.NONE;
            private String since = "1.0.0";
            private String summary = "";

            private Draft(String group, String name, int arity, String flags) {
                this.group = group;
                this.name = name;
                this.arity = arity;
                this.flags = flags(flags);
            }

            /** Says that word {@code index} is its only key. */
            Draft key(int index) {
                return keys(index, index, 1);
            }

            /** Says which words are its keys: see {@link CommandSpec}. */
            Draft keys(int first, int last, int step) {
                firstKey = first;
                lastKey = last;
                keyStep = step;
                return routed(Routing.KEYS);
            }

            /** Says which shards it needs, if it is not those of its keys. */
            Draft routed(Routing newRouting) {
                routing = newRouting;
                return this;
            }

            /** Says which version of Redis brought it, if not 1.0.0, and what it does, in a sentence. */
            Draft since(String version, String sentence) {
                since = version;
                summary = sentence;
                return this;
            }

            /** Adds the command. */
            void onKeys(Handler.OnKeys handler) {
                add(handler);
            }

            /** Adds the command. */
            void onClient(Handler.OnClient handler) {
                add(handler);
            }

            /** Adds the command. */
            void onBoth(Handler.OnBoth handler) {
                add(handler);
            }

            private void add(Handler handler) {
                commands.add(new CommandSpec(
                        name, arity, flags, firstKey, lastKey, keyStep, routing, handler, group, summary, since));
            }
        }
    }
}
