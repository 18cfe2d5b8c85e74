package kvs.sharded;

import kvs.resp.Arguments;
import kvs.resp.CommandSpec;
import kvs.shard.Keyspace;
import kvs.shard.Slice;
import org.jspecify.annotations.Nullable;

/**
 * The next commands of a pipeline: parsed, and not yet run.
 *
 * <p>A random key is in no cache of the processor: it has to wait for the index, and then for the entry, some hundred nanoseconds.
 * For one command there is nothing else to do meanwhile. For sixteen, all of them can be fetched at the same time ({@link
 * Keyspace#fetch}); then they run without waiting (docs/decisions/0011).
 *
 * <p>Each thread that serves connections has one, which its sessions share.
 */
final class Window {
    /** The number of commands. The processor has about this many reads of memory under way at a time. */
    static final int SIZE = 16;

    private final Arguments[] words = new Arguments[SIZE];
    private final @Nullable CommandSpec[] commands = new CommandSpec[SIZE];
    private final int[] marks = new int[SIZE];
    private final int[] otherMarks = new int[SIZE];

    /** Filled for one {@link #fetch}: slices of {@link #words}. */
    private final Slice[] keys = new Slice[SIZE];

    private int count;

    Window() {
        for (int i = 0; i < SIZE; i++) {
            words[i] = new Arguments();
        }
    }

    /** Forgets all commands. */
    void clear() {
        count = 0;
    }

    int count() {
        return count;
    }

    boolean isFull() {
        return count == SIZE;
    }

    /** Returns the words for the next command, which the caller fills; {@link #add} adds it. */
    Arguments next() {
        return words[count];
    }

    /**
     * Adds the command whose words are in {@link #next}.
     *
     * @param command null if it is unknown
     * @param mark what the caller wants to know of it later
     * @param otherMark likewise
     */
    void add(@Nullable CommandSpec command, int mark, int otherMark) {
        commands[count] = command;
        marks[count] = mark;
        otherMarks[count] = otherMark;
        count++;
    }

    Arguments words(int index) {
        return words[index];
    }

    @Nullable
    CommandSpec command(int index) {
        return commands[index];
    }

    int mark(int index) {
        return marks[index];
    }

    int otherMark(int index) {
        return otherMarks[index];
    }

    /** Fetches the memory that the first keys of all commands need. They may be keys of other shards: that costs a little. */
    void fetch(Keyspace keyspace) {
        int number = 0;
        for (int i = 0; i < count; i++) {
            CommandSpec command = commands[i];
            if (command != null && command.firstKey() > 0 && command.firstKey() < words[i].count()) {
                keys[number++] = words[i].get(command.firstKey());
            }
        }
        if (number > 1) {
            keyspace.fetch(keys, number);
        }
    }
}
