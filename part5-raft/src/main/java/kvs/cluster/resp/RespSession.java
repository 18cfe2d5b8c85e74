package kvs.cluster.resp;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import kvs.cluster.Requests;
import kvs.net.Connection;
import kvs.net.Session;
import kvs.protocol.ByteCursor;
import kvs.protocol.Bytes;
import kvs.raft.kv.KvCommand;
import kvs.raft.kv.Request;
import kvs.resp.Arguments;
import kvs.resp.Client;
import kvs.resp.CommandSpec;
import kvs.resp.Dispatch;
import kvs.resp.RespParser;
import kvs.resp.RespWriter;
import kvs.shard.Slice;
import org.jspecify.annotations.Nullable;

/**
 * A conversation in the Redis protocol with the replicated store.
 *
 * <pre>
 *   commands     SET a     SET b     GET a     PING
 *                  |         |
 *   the store    answer    answer                       in any order, in this turn or a later one
 *                  |         |
 *   slots        +OK       +OK                          written in the order of the commands
 *                               GET waits for the writes, PING for all replies
 * </pre>
 *
 * <p><b>What runs at the same time.</b> A client expects that a command sees the effects of the commands before it, and of none
 * after it. The store promises less for requests that overlap. A read is answered from a state that includes what was
 * committed when the read arrived: an earlier write of the same connection may not be. And it is answered once a majority has
 * confirmed the leader, from the state of then: a later write of the connection may be part of it. So the requests in flight
 * are either all reads or all writes; a command of the other kind waits until they are answered. Writes are submitted in their
 * order, and the log keeps it. SET with XX is a read and a write, and runs alone.
 *
 * <p>A command about the client or the server runs here, once all earlier replies are written.
 *
 * <p>For the thread of the node's loop.
 */
final class RespSession implements Session {

    /** What may run at the same time. */
    private enum Kind {
        READ,
        WRITE,
        ALONE
    }

    /** What a command that cannot start waits for. */
    private enum Blocked {
        NO,
        /** All earlier replies are written. */
        UNTIL_REPLIED,
        /** No request is in flight. */
        UNTIL_ANSWERED,
        /** Half of the allowed number of requests, and of their bytes, are in flight. */
        UNTIL_HALF
    }

    private final Connection connection;
    private final Client client;
    private final RespState state;
    private final RespOptions options;
    private final RespParser parser;
    private final ArrayDeque<ReplySlot> slots = new ArrayDeque<>();

    /** Requests that the store has not answered: all of the kind {@link #kind}. */
    private int inFlight;

    private Kind kind = Kind.READ;
    private long inFlightBytes;
    private Blocked blocked = Blocked.NO;
    private boolean processing;
    private boolean closed;

    RespSession(Connection connection, Client client, RespState state) {
        this.connection = connection;
        this.client = client;
        this.state = state;
        this.options = state.options();
        this.parser = new RespParser(options.protocol());
    }

    @Override
    public Next process(ByteCursor in) {
        client.active(state.millis());
        processing = true;
        blocked = Blocked.NO;
        Next next;
        try {
            next = serve(in);
        } finally {
            processing = false;
        }
        writeReplies();
        if (next != Next.CLOSE && hasReply()) {
            // The turn's budget is spent, or the output is above its mark until the client has taken some of it.
            return Next.AGAIN;
        }
        if (next == Next.WAIT) {
            if (mayGoOn()) {
                return Next.AGAIN;
            }
            connection.flushSoon();
        }
        return next;
    }

    private Next serve(ByteCursor in) {
        writeReplies();
        while (connection.mayContinue()) {
            int start = in.position();
            Arguments words = state.words();
            switch (parser.parse(in, words)) {
                case INCOMPLETE -> {
                    return Next.READ;
                }
                case MALFORMED -> {
                    if (!slots.isEmpty()) {
                        blocked = Blocked.UNTIL_REPLIED;
                        return Next.WAIT;
                    }
                    writer().error(parser.reason());
                    return Next.CLOSE;
                }
                case COMPLETE -> {
                    if (!run(words)) {
                        // Back to this command, which is tried again.
                        in.position(start);
                        parser.forget();
                        return Next.WAIT;
                    }
                    if (client.shouldClose()) {
                        return Next.CLOSE;
                    }
                }
            }
        }
        return Next.AGAIN;
    }

    /** Runs or starts a command; returns false if it has to wait, for what {@link #blocked} says. */
    private boolean run(Arguments words) {
        CommandSpec command = state.commands().find(words.get(0));
        if (command == null || !RespTable.isForStore(command) || !command.allows(words.count())) {
            return runHere(command, words);
        }
        return switch (command.name()) {
            case "get" -> mayStart(Kind.READ, 1, words) && start(new GetSlot(this, key(words, 1), size(words)));
            case "set" -> set(words);
            case "del" -> keys(KeysSlot.Command.DEL, Kind.WRITE, words);
            case "exists" -> keys(KeysSlot.Command.EXISTS, Kind.READ, words);
            case "mget" -> keys(KeysSlot.Command.MGET, Kind.READ, words);
            case "scan" -> scan(words);
            default -> throw new IllegalStateException("no request to the store for " + command.name());
        };
    }

    private boolean runHere(@Nullable CommandSpec command, Arguments words) {
        if (!slots.isEmpty()) {
            writeReplies();
            if (!slots.isEmpty()) {
                blocked = Blocked.UNTIL_REPLIED;
                return false;
            }
        }
        RespWriter out = writer();
        if (Dispatch.admits(command, words, client, out) && command != null) {
            RespTable.runHere(command, words, client, out.version(client.version()));
        }
        return true;
    }

    private boolean set(Arguments words) {
        SetArguments arguments = SetArguments.of(words);
        if (!arguments.error().isEmpty()) {
            return fail(arguments.error());
        }
        if (!mayStart(arguments.ifPresent() ? Kind.ALONE : Kind.WRITE, 1, words)) {
            return false;
        }
        Bytes key = key(words, 1);
        Bytes value = key(words, 2);
        if (arguments.ifPresent()) {
            return start(new SetIfPresentSlot(this, key, value, arguments.get(), size(words)));
        }
        KvCommand command =
                arguments.ifAbsent() ? new KvCommand.CompareAndSet(key, null, value) : new KvCommand.Set(key, value);
        return start(new SetSlot(this, command, arguments.get(), size(words)));
    }

    private boolean keys(KeysSlot.Command command, Kind kindOfCommand, Arguments words) {
        int count = words.count() - 1;
        if (count > options.maxKeys()) {
            return fail("ERR " + command + " has " + count + " keys, and may have at most " + options.maxKeys()
                    + "; send several commands");
        }
        if (!mayStart(kindOfCommand, count, words)) {
            return false;
        }
        List<Bytes> keys = new ArrayList<>(count);
        for (int i = 1; i <= count; i++) {
            keys.add(key(words, i));
        }
        return start(new KeysSlot(this, command, keys, size(words)));
    }

    private boolean scan(Arguments words) {
        ScanArguments arguments = ScanArguments.of(words);
        if (!arguments.error().isEmpty()) {
            return fail(arguments.error());
        }
        if (!mayStart(Kind.READ, 1, words)) {
            return false;
        }
        Bytes last = state.cursors().last(arguments.cursor());
        if (last == null && arguments.cursor() != 0) {
            return fail("ERR the cursor is unknown to this node, or it is too old and was forgotten; begin again with"
                    + " SCAN 0");
        }
        return start(new ScanSlot(this, arguments, arguments.range(last)));
    }

    /** Returns a copy of a word: the request outlives the input. */
    private static Bytes key(Arguments words, int index) {
        Slice word = words.get(index);
        return word.copy();
    }

    private static int size(Arguments words) {
        return words.rawLength();
    }

    // ---- what is in flight

    /** Returns whether a command may start now that makes {@code count} requests of this kind; else notes why not. */
    private boolean mayStart(Kind kindOfCommand, int count, Arguments words) {
        if (inFlight == 0) {
            kind = kindOfCommand;
            return true;
        }
        if (kind != kindOfCommand || kind == Kind.ALONE) {
            blocked = Blocked.UNTIL_ANSWERED;
            return false;
        }
        if (inFlight + count > options.maxInFlight() || inFlightBytes + size(words) > options.maxInFlightBytes()) {
            blocked = Blocked.UNTIL_HALF;
            return false;
        }
        return true;
    }

    private boolean mayGoOn() {
        return switch (blocked) {
            case NO -> false;
            case UNTIL_REPLIED -> slots.isEmpty();
            case UNTIL_ANSWERED -> inFlight == 0;
            case UNTIL_HALF -> inFlight <= options.maxInFlight() / 2 && inFlightBytes <= options.maxInFlightBytes() / 2;
        };
    }

    private boolean start(ReplySlot slot) {
        slots.add(slot);
        inFlightBytes += slot.bytes;
        slot.begin();
        if (slot.isDone()) {
            inFlightBytes -= slot.bytes;
        }
        return true;
    }

    /** Puts an error in the place of the command's reply. */
    private boolean fail(String error) {
        slots.add(new ErrorSlot(this, error));
        return true;
    }

    /** Submits a request of a slot. */
    void submit(Request request, Requests.Answer answer) {
        inFlight++;
        state.requests().submit(request, answer);
    }

    /** Notes that the store has answered a request of {@code slot}. */
    void answered(ReplySlot slot) {
        inFlight--;
        if (slot.isDone()) {
            inFlightBytes -= slot.bytes;
        }
        if (closed || processing) {
            return;
        }
        if (slot == slots.peek() && slot.isDone()) {
            writeReplies();
            connection.flushSoon();
        }
        if (slots.isEmpty() || mayGoOn() || hasReply()) {
            connection.resume();
        }
    }

    // ---- replies

    /** Returns whether the next reply in order can be written, or the rest of it. */
    private boolean hasReply() {
        ReplySlot next = slots.peek();
        return next != null && next.isDone();
    }

    /** Appends the replies that are complete, in their order, as far as the connection takes them in this turn. */
    private void writeReplies() {
        for (ReplySlot slot = slots.peek(); slot != null && slot.isDone(); slot = slots.peek()) {
            if (!connection.mayContinue()) {
                return;
            }
            if (slot.writeReply(writer())) {
                slots.remove();
            }
        }
    }

    private RespWriter writer() {
        return state.writer().to(connection.out()).version(client.version());
    }

    StoreErrors errors() {
        return state.errors();
    }

    ScanCursors cursors() {
        return state.cursors();
    }

    boolean isClosed() {
        return closed;
    }

    @Override
    public boolean isAnswering() {
        return !slots.isEmpty();
    }

    @Override
    public void closed() {
        closed = true;
        slots.clear();
        client.closed();
        state.remove(client);
    }
}
