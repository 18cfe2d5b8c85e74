package kvs.protocol;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Set;
import kvs.protocol.Parsed.Complete;
import kvs.protocol.Parsed.Incomplete;
import kvs.protocol.Parsed.Malformed;

/**
 * A codec for the binary protocol with chosen faults of the code that the protocol was published with ("Distributed
 * systems chronicles: Key value store (1)", 2021). Without a fault it is correct. A property that cannot tell the two
 * apart proves little.
 */
class PublishedCodec implements Codec {

    /** The faults of the published code (SPEC, "Binary protocol"). */
    enum Fault {
        /** The parser reads the command as u32 where the writer writes u16. */
        COMMAND_WRITTEN_AS_U16,
        /** {@code parse_clear} returns a Get. */
        CLEAR_READ_AS_GET,
        /** The parser compares the status with ASCII '0' where the writer sends 0. */
        STATUS_WRITTEN_AS_NUMBER,
        /** The writer's buffer is never flushed, so no byte is sent. */
        NEVER_FLUSHED,
        /** A status that is unknown becomes a server error. */
        UNKNOWN_STATUS_IS_A_SERVER_ERROR,
        /** An incomplete message is fatal. */
        INCOMPLETE_IS_FATAL,
        /** A missing key and an empty value look the same. */
        MISSING_LOOKS_EMPTY,
        /** The version byte is ignored. */
        ANY_VERSION_WILL_DO
    }

    private final Set<Fault> faults;

    PublishedCodec(Fault... faults) {
        this.faults = Set.of(faults);
    }

    @Override
    public String name() {
        return "published " + faults;
    }

    @Override
    public Limits limits() {
        return Limits.DEFAULT;
    }

    @Override
    public Parsed<Command> parse(ByteCursor in, Scan scan) {
        in.begin();
        Reader reader = new Reader(in);
        reader.version();
        long code = reader.integer(4);
        Bytes first = code <= 4 && code != 3 ? reader.string() : Bytes.EMPTY;
        Bytes second = code == 1 ? reader.string() : Bytes.EMPTY;
        return reader.finish(
                switch ((int) code) {
                    case 0 -> new Complete<>(new Command.Get(first));
                    case 1 -> new Complete<>(new Command.Set(first, second));
                    case 2 ->
                        new Complete<>(
                                has(Fault.CLEAR_READ_AS_GET) ? new Command.Get(first) : new Command.Clear(first));
                    case 3 -> new Complete<>(new Command.Shutdown());
                    case 4 -> new Complete<>(new Command.Ping(first));
                    default -> new Malformed<>("unknown command " + code, 1);
                });
    }

    @Override
    public Parsed<Response> parseResponse(ByteCursor in, Scan scan) {
        in.begin();
        Reader reader = new Reader(in);
        reader.version();
        int status = (int) reader.integer(1);
        Bytes payload = reader.string();
        return reader.finish(
                switch (status) {
                    case '0' -> new Complete<>(new Response.Ok(payload));
                    case '1' -> new Complete<>(new Response.Error(payload.utf8()));
                    case '2' -> new Complete<>(new Response.NotFound());
                    default ->
                        has(Fault.UNKNOWN_STATUS_IS_A_SERVER_ERROR)
                                ? new Complete<>(new Response.Error("Unknown response type"))
                                : new Malformed<>("unknown status " + status, 1);
                });
    }

    @Override
    public void write(Command command, ByteBuf out) {
        ByteBuf buffered = Unpooled.buffer().writeByte(1);
        switch (command) {
            case Command.Get(Bytes key) -> string(code(0, buffered), key);
            case Command.Set(Bytes key, Bytes value) -> string(string(code(1, buffered), key), value);
            case Command.Clear(Bytes key) -> string(code(2, buffered), key);
            case Command.Shutdown() -> code(3, buffered);
            case Command.Ping(Bytes payload) -> string(code(4, buffered), payload);
        }
        flush(buffered, out);
    }

    @Override
    public void write(Response response, Command command, ByteBuf out) {
        ByteBuf buffered = Unpooled.buffer().writeByte(1);
        int zero = has(Fault.STATUS_WRITTEN_AS_NUMBER) ? 0 : '0';
        switch (response) {
            case Response.Ok(Bytes payload) -> string(buffered.writeByte(zero), payload);
            case Response.Error(String message) -> string(buffered.writeByte(zero + 1), Bytes.utf8(message));
            case Response.NotFound() ->
                string(buffered.writeByte(has(Fault.MISSING_LOOKS_EMPTY) ? zero : zero + 2), Bytes.EMPTY);
        }
        flush(buffered, out);
    }

    @Override
    public void reject(Malformed<Command> malformed, ByteBuf out) {
        write(new Response.Error(malformed.reason()), new Command.Shutdown(), out);
    }

    private boolean has(Fault fault) {
        return faults.contains(fault);
    }

    private ByteBuf code(int code, ByteBuf out) {
        return has(Fault.COMMAND_WRITTEN_AS_U16) ? out.writeShort(code) : out.writeInt(code);
    }

    private static ByteBuf string(ByteBuf out, Bytes string) {
        out.writeInt(string.length());
        string.writeTo(out);
        return out;
    }

    private void flush(ByteBuf buffered, ByteBuf out) {
        if (!has(Fault.NEVER_FLUSHED)) {
            out.writeBytes(buffered);
        }
    }

    /** Reads fields in order and remembers the first error. It shares no code with {@link ByteCursor}'s reads. */
    private final class Reader {
        private final ByteCursor in;
        private int at;
        private int missing;
        private boolean otherVersion;

        Reader(ByteCursor in) {
            this.in = in;
        }

        void version() {
            otherVersion = integer(1) != 1 && missing == 0 && !has(Fault.ANY_VERSION_WILL_DO);
        }

        long integer(int bytes) {
            long value = 0;
            for (int end = at + bytes; at < end && missing == 0; at++) {
                if (at >= in.remaining()) {
                    missing = end - at;
                } else {
                    value = value << 8 | in.peek(at);
                }
            }
            return value;
        }

        Bytes string() {
            long length = integer(4);
            if (missing == 0 && at + length > in.remaining()) {
                missing = (int) (at + length - in.remaining());
            }
            if (missing > 0) {
                return Bytes.EMPTY;
            }
            Bytes string = in.copy(at, (int) length);
            at += (int) length;
            return string;
        }

        <T> Parsed<T> finish(Parsed<T> message) {
            if (otherVersion) {
                return new Malformed<>("another version", 0);
            }
            if (missing > 0) {
                return has(Fault.INCOMPLETE_IS_FATAL)
                        ? new Malformed<>("failed to fill whole buffer", at)
                        : new Incomplete<>(missing);
            }
            if (message instanceof Complete<T>) {
                in.skip(at);
            }
            return message;
        }
    }
}
