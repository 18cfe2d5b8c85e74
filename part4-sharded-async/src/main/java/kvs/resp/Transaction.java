package kvs.resp;

import java.util.ArrayList;
import java.util.List;

/**
 * The commands that a client has queued since MULTI, with copies of their words.
 *
 * <p>For the thread of the client's loop.
 */
public final class Transaction {

    /** A command that waits for EXEC. */
    public record Queued(CommandSpec spec, Arguments words) {}

    private final int maxCommands;
    private final long maxBytes;

    private final List<Queued> commands = new ArrayList<>();

    /** The bytes of all words of {@link #commands}. */
    private long bytes;

    /** Whether a command could not be queued; then EXEC runs none. */
    private boolean aborted;

    Transaction(int maxCommands, long maxBytes) {
        this.maxCommands = maxCommands;
        this.maxBytes = maxBytes;
    }

    /** Queues a command with copies of {@code words}; returns false, and queues nothing, if a limit is reached. */
    boolean queue(CommandSpec spec, Arguments words) {
        long wordBytes = 0;
        for (int i = 0; i < words.count(); i++) {
            wordBytes += words.get(i).length();
        }
        if (commands.size() == maxCommands || wordBytes > maxBytes - bytes) {
            return false;
        }
        bytes += wordBytes;
        commands.add(new Queued(spec, copy(words, (int) wordBytes)));
        return true;
    }

    private static Arguments copy(Arguments words, int bytes) {
        byte[] array = new byte[bytes];
        Arguments copy = new Arguments();
        int at = 0;
        for (int i = 0; i < words.count(); i++) {
            words.get(i).copyTo(array, at);
            copy.add(array, at, words.get(i).length());
            at += words.get(i).length();
        }
        return copy;
    }

    /** Notes that a command could not be queued: EXEC will run none. */
    void abort() {
        aborted = true;
        commands.clear();
        bytes = 0;
    }

    /** Returns whether EXEC will run none of the commands, since one of them could not be queued. */
    public boolean isAborted() {
        return aborted;
    }

    /** Returns the commands, in the order in which EXEC runs them. */
    public List<Queued> commands() {
        return commands;
    }

    /** Returns the number of bytes in all words. */
    public long bytes() {
        return bytes;
    }
}
