package kvs.sharded;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import kvs.resp.Arguments;
import kvs.resp.CommandSpec;
import kvs.resp.Replies;
import kvs.shard.Slice;
import org.jspecify.annotations.Nullable;

/**
 * The commands of one read that are for one shard, on their way to the shard's loop, and their replies on the way back: one
 * message each way, for any number of commands.
 *
 * <pre>
 *   connection's loop                        shard's loop
 *     add, add, add ── mailbox ───────────▶  run: all commands, in order
 *     session.answered ◀─────── mailbox ──   replies
 * </pre>
 *
 * <p>It has one owner at a time: the loop that it is with. The mailboxes hand the memory over.
 */
final class ShardBatch implements Runnable, Uncommitted {
    private static final int FIRST_BYTES = 4096;
    private static final int KEPT_BYTES = 1 << 13;
    private static final int FIRST_LENGTHS = 64;
    private static final int KEPT_LENGTHS = 1 << 10;

    /** Replies of this size are sent home before further commands run. */
    private static final int ENOUGH_BYTES = 1 << 18;

    private final Worker home;

    /** The session that waits for the replies; null while the batch is in the pool. */
    private @Nullable BatchOwner owner;

    private @Nullable Worker target;
    private ReplyForm form = ReplyForm.RESP2;

    /** The words of all commands, one after the other. */
    private byte[] bytes = new byte[FIRST_BYTES];

    private int used;

    /** For each command: its number of words, and then the length of each. */
    private int[] lengths = new int[FIRST_LENGTHS];

    private int lengthsUsed;

    private CommandSpec[] commands = new CommandSpec[16];
    private int count;

    /** Where each reply ends in {@link #replies}. */
    private int[] ends = new int[16];

    private ByteBuf replies = Unpooled.buffer(FIRST_BYTES);

    /** The number of commands that have run, and of those whose replies were moved on: {@code moved <= ran <= count}. */
    private int ran;

    private int moved;

    /** Where the commands that have not run begin, in {@link #lengths} and in {@link #bytes}. */
    private int nextLength;

    private int nextByte;

    /** Whether it is on its way home. */
    private boolean answered;

    ShardBatch(Worker home) {
        this.home = home;
    }

    /** Takes the batch into use for a session. */
    void open(BatchOwner session, Worker shardOwner, ReplyForm replyForm) {
        owner = session;
        target = shardOwner;
        form = replyForm;
    }

    /** Appends a copy of a command. */
    void add(CommandSpec command, Arguments words) {
        if (count == commands.length) {
            commands = Arrays.copyOf(commands, 2 * count);
            ends = Arrays.copyOf(ends, 2 * count);
        }
        commands[count++] = command;
        int number = words.count();
        if (lengthsUsed + number + 1 > lengths.length) {
            lengths = Arrays.copyOf(lengths, Math.max(2 * lengths.length, lengthsUsed + number + 1));
        }
        lengths[lengthsUsed++] = number;
        for (int i = 0; i < number; i++) {
            Slice word = words.get(i);
            if (used + word.length() > bytes.length) {
                bytes = Arrays.copyOf(bytes, grown(bytes.length, used + word.length()));
            }
            word.copyTo(bytes, used);
            used += word.length();
            lengths[lengthsUsed++] = word.length();
        }
    }

    private static int grown(int now, int needed) {
        return (int) Math.max(needed, Math.min(2L * now, Integer.MAX_VALUE - 8));
    }

    ReplyForm form() {
        return form;
    }

    /** Called by the mailbox: of the shard's loop on the way out, of the connection's loop on the way back. */
    @Override
    public void run() {
        if (answered) {
            BatchOwner session = owner;
            if (session != null) {
                session.answered(this);
            }
        } else {
            target().shard().submit(this);
        }
    }

    private Worker target() {
        if (target == null) {
            throw new IllegalStateException("a batch without a target was sent");
        }
        return target;
    }

    /**
     * Runs the commands in order, until all have run or their replies have {@link #ENOUGH_BYTES}: then the rest waits until the
     * client has read. The shard's loop calls it.
     *
     * @param window overwritten
     * @return whether a reply has to wait until the shard's changes are committed
     */
    boolean execute(Shard shard, Worker worker, Window window) {
        boolean waits = false;
        Replies out = form.on(worker.writer(), replies);
        while (ran < count && replies.readableBytes() < ENOUGH_BYTES) {
            fill(window);
            shard.fetch(window);
            for (int i = 0; i < window.count() && replies.readableBytes() < ENOUGH_BYTES; i++) {
                waits |= shard.run(commands[ran], window.words(i), out, replies);
                ends[ran++] = replies.writerIndex();
                nextLength = window.mark(i);
                nextByte = window.otherMark(i);
            }
        }
        return waits;
    }

    /** Puts the next commands into {@code window}, each with the marks of where the command after it begins. */
    private void fill(Window window) {
        window.clear();
        int at = nextLength;
        int from = nextByte;
        for (int i = ran; i < count && !window.isFull(); i++) {
            Arguments words = window.next();
            words.clear();
            for (int left = lengths[at++]; left > 0; left--) {
                int length = lengths[at++];
                words.add(bytes, from, length);
                from += length;
            }
            window.add(commands[i], at, from);
        }
    }

    /** Sends the replies home: those of commands that write become {@code failure}, if there is one. */
    @Override
    public void committed(@Nullable String failure) {
        if (failure != null) {
            failWrites(failure);
        }
        answered = true;
        target().send(home, this);
    }

    private void failWrites(String message) {
        ByteBuf old = replies;
        replies = Unpooled.buffer(FIRST_BYTES);
        Replies out = form.on(target().writer(), replies);
        int from = old.readerIndex();
        for (int i = moved; i < ran; i++) {
            if (commands[i].isWrite()) {
                out.error(message);
            } else {
                replies.writeBytes(old, from, ends[i] - from);
            }
            from = ends[i];
            ends[i] = replies.writerIndex();
        }
    }

    /** Appends the next reply to {@code out}; returns false if its command has not run. */
    boolean moveReply(ByteBuf out) {
        if (moved == ran) {
            return false;
        }
        int end = ends[moved++];
        out.writeBytes(replies, end - replies.readerIndex());
        return true;
    }

    /** Returns whether all replies were moved. */
    boolean isMoved() {
        return moved == ran;
    }

    /** Returns whether commands are left that have not run. */
    boolean hasMore() {
        return ran < count;
    }

    /** Prepares the batch to be sent out again for the commands that have not run. */
    void continueLater() {
        replies.clear();
        answered = false;
    }

    /** Empties the batch for its next use. */
    void reset() {
        owner = null;
        target = null;
        used = 0;
        lengthsUsed = 0;
        Arrays.fill(commands, 0, count, null);
        count = 0;
        ran = 0;
        moved = 0;
        nextLength = 0;
        nextByte = 0;
        answered = false;
        replies.clear();
    }

    /** Returns the memory that the batch holds, in bytes, about. */
    long memory() {
        return bytes.length + (long) Integer.BYTES * lengths.length + replies.capacity();
    }

    /** Gives back memory beyond what most batches need. The batch is empty. */
    void shrink() {
        if (bytes.length > KEPT_BYTES) {
            bytes = new byte[FIRST_BYTES];
        }
        if (lengths.length > KEPT_LENGTHS) {
            lengths = new int[FIRST_LENGTHS];
        }
        if (replies.capacity() > KEPT_BYTES) {
            replies = Unpooled.buffer(FIRST_BYTES);
        }
    }
}
