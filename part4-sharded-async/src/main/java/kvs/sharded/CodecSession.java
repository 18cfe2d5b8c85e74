package kvs.sharded;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import kvs.net.Session;
import kvs.protocol.ByteCursor;
import kvs.protocol.Bytes;
import kvs.protocol.Codec;
import kvs.protocol.Command;
import kvs.protocol.NotEncodableException;
import kvs.protocol.Parsed;
import kvs.protocol.Response;
import kvs.protocol.Scan;
import kvs.resp.Arguments;
import kvs.resp.CommandSpec;
import kvs.resp.CommandTable;

/** A conversation in the binary or the text protocol: its three commands on keys become GET, SET and DEL. */
final class CodecSession implements Session {
    private final Codec codec;
    private final Scan scan = new Scan();
    private final CommandSpec get;
    private final CommandSpec set;
    private final CommandSpec del;
    private final Line line;
    private final Router router;

    /** Stops the server, if this client may. */
    private final BooleanSupplier shutdown;

    private final Runnable whenClosed;
    private final Arguments words = new Arguments();

    /** The bytes that must have arrived before it pays to look again. */
    private int wanted = 1;

    private boolean closing;

    /** Set by the thread of any shard: a reply has no form in this protocol. */
    private volatile boolean unanswerable;

    /** @param router makes the router of this session, whose replies have the given form */
    CodecSession(
            Codec codec,
            CommandTable table,
            Line line,
            Function<ReplyForm, Router> router,
            BooleanSupplier shutdown,
            Runnable whenClosed) {
        this.codec = codec;
        this.get = find(table, "GET");
        this.set = find(table, "SET");
        this.del = find(table, "DEL");
        this.line = line;
        this.router = router.apply(new CodecForm(codec, () -> unanswerable = true));
        this.shutdown = shutdown;
        this.whenClosed = whenClosed;
    }

    private static CommandSpec find(CommandTable table, String name) {
        return Objects.requireNonNull(table.find(Arguments.of(name).get(0)), name);
    }

    @Override
    public Next process(ByteCursor in) {
        Next begun = router.begin();
        if (unanswerable) {
            return abort();
        }
        if (begun != Next.READ) {
            return begun;
        }
        Next next = closing ? Next.CLOSE : serve(in);
        closing = next == Next.CLOSE;
        if (router.end()) {
            return Next.WAIT;
        }
        return unanswerable ? abort() : next;
    }

    /** Closes the connection: the client would take the next answer for the one that is missing. */
    private Next abort() {
        line.close("an error, for which the protocol " + codec.name() + " has no answer");
        return Next.CLOSE;
    }

    private Next serve(ByteCursor in) {
        while (line.mayContinue() && !router.isFull()) {
            in.begin();
            if (in.remaining() < wanted) {
                return Next.READ;
            }
            switch (codec.parse(in, scan)) {
                case Parsed.Complete<Command>(Command command) -> {
                    scan.reset();
                    wanted = 1;
                    if (!serve(command)) {
                        return Next.CLOSE;
                    }
                }
                case Parsed.Incomplete<Command>(int atLeast) -> wanted = in.remaining() + atLeast;
                case Parsed.Malformed<Command> malformed -> {
                    codec.reject(malformed, router.buffer());
                    router.replied();
                    return Next.CLOSE;
                }
            }
        }
        return Next.AGAIN;
    }

    /** Runs a command; returns false if it was the last. */
    private boolean serve(Command command) {
        switch (command) {
            case Command.Get(Bytes key) -> run(get, key);
            case Command.Set(Bytes key, Bytes value) -> run(set, key, value);
            case Command.Clear(Bytes key) -> run(del, key);
            case Command.Ping(Bytes payload) -> answer(new Response.Ok(payload), command);
            case Command.Shutdown() -> {
                if (shutdown.getAsBoolean()) {
                    answer(Response.Ok.DONE, command);
                    return false;
                }
                answer(new Response.Error("shutdown is accepted from this server's own machine only"), command);
            }
        }
        return true;
    }

    private void run(CommandSpec command, Bytes... operands) {
        words.clear();
        byte[] name = command.name().getBytes(StandardCharsets.US_ASCII);
        words.add(name, 0, name.length);
        for (Bytes operand : operands) {
            byte[] bytes = operand.toArray();
            words.add(bytes, 0, bytes.length);
        }
        // A command on one key never has to be tried again.
        router.run(command, words);
    }

    private void answer(Response response, Command command) {
        ByteBuf out = router.buffer();
        try {
            codec.write(response, command, out);
        } catch (NotEncodableException _) {
            unanswerable = true;
        }
        router.replied();
    }

    @Override
    public void closed() {
        router.close();
        whenClosed.run();
    }
}
