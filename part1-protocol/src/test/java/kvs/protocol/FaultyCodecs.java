package kvs.protocol;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.function.UnaryOperator;
import kvs.protocol.Parsed.Complete;
import kvs.protocol.Parsed.Incomplete;
import kvs.protocol.Parsed.Malformed;

/**
 * Codecs for the binary protocol with one fault each, beside the published ones. Each fault is one that a law misses
 * when it demands too little. {@link #lazy} has no fault: a law that demands too much breaks on it.
 */
final class FaultyCodecs {
    private FaultyCodecs() {}

    /** A correct codec that knows only that at least one byte is missing. */
    static Codec lazy() {
        return parsing(FaultyCodecs::atLeastOne, FaultyCodecs::atLeastOne);
    }

    /** Waits where a correct codec finds the bytes malformed. */
    static <T> Parsed<T> waiting(Parsed<T> parsed) {
        return parsed instanceof Malformed<T> ? new Incomplete<>(1) : parsed;
    }

    /** Finds a message malformed when one byte of a field is missing. */
    static <T> Parsed<T> malformedAtTheLastByte(Parsed<T> parsed) {
        return parsed.equals(new Incomplete<T>(1)) ? new Malformed<>("one byte is missing", 0) : parsed;
    }

    /** Asks for one byte too many. */
    static <T> Parsed<T> oneTooMany(Parsed<T> parsed) {
        return parsed instanceof Incomplete<T>(int atLeast) ? new Incomplete<>(atLeast + 1) : parsed;
    }

    private static <T> Parsed<T> atLeastOne(Parsed<T> parsed) {
        return parsed instanceof Incomplete<T> ? new Incomplete<>(1) : parsed;
    }

    /** A codec whose answers to requests and to responses are those of a correct one, changed. */
    static Codec parsing(UnaryOperator<Parsed<Command>> commands, UnaryOperator<Parsed<Response>> responses) {
        return new PublishedCodec() {
            @Override
            public Parsed<Command> parse(ByteCursor in, Scan scan) {
                return commands.apply(super.parse(in, scan));
            }

            @Override
            public Parsed<Response> parseResponse(ByteCursor in, Scan scan) {
                return responses.apply(super.parseResponse(in, scan));
            }
        };
    }

    /** A codec that changes each command that it has read. */
    static Codec reading(UnaryOperator<Command> commands) {
        return parsing(parsed -> parsed.map(commands), response -> response);
    }

    /** A codec that changes each response that it has read. */
    static Codec answering(UnaryOperator<Response> responses) {
        return parsing(command -> command, parsed -> parsed.map(responses));
    }

    /** A codec that leaves the last byte of each command in front of the cursor. */
    static Codec leavingTheLastByteOfACommand() {
        return new PublishedCodec() {
            @Override
            public Parsed<Command> parse(ByteCursor in, Scan scan) {
                return back(in, super.parse(in, scan));
            }
        };
    }

    /** A codec that leaves the last byte of each response in front of the cursor. */
    static Codec leavingTheLastByteOfAResponse() {
        return new PublishedCodec() {
            @Override
            public Parsed<Response> parseResponse(ByteCursor in, Scan scan) {
                return back(in, super.parseResponse(in, scan));
            }
        };
    }

    private static <T> Parsed<T> back(ByteCursor in, Parsed<T> parsed) {
        if (parsed instanceof Complete<T>) {
            in.position(in.position() - 1);
        }
        return parsed;
    }

    /** A codec that finds an empty buffer malformed. */
    static Codec rejectingAnEmptyBuffer() {
        return new PublishedCodec() {
            @Override
            public Parsed<Command> parse(ByteCursor in, Scan scan) {
                return in.remaining() == 0 ? new Malformed<>("no bytes", 0) : super.parse(in, scan);
            }
        };
    }

    /** A codec that finds an incomplete command malformed when exactly {@code arrived} bytes of it have arrived. */
    static Codec rejectingThePrefixOf(int arrived) {
        return new PublishedCodec() {
            @Override
            public Parsed<Command> parse(ByteCursor in, Scan scan) {
                int remaining = in.remaining();
                Parsed<Command> parsed = super.parse(in, scan);
                return remaining == arrived && parsed instanceof Incomplete<Command>
                        ? new Malformed<>("only " + arrived + " bytes", 0)
                        : parsed;
            }
        };
    }

    /** A codec that takes a request with {@code version} in place of 1 for a right one. */
    static Codec acceptingVersion(byte version) {
        return new PublishedCodec() {
            @Override
            public Parsed<Command> parse(ByteCursor in, Scan scan) {
                return starts(in, 0, version) ? changed(in, 0, 1, super::parse) : super.parse(in, scan);
            }
        };
    }

    /** A codec that takes {@code status} for {@code '0'}. */
    static Codec acceptingStatus(byte status) {
        return new PublishedCodec() {
            @Override
            public Parsed<Response> parseResponse(ByteCursor in, Scan scan) {
                return starts(in, 1, status)
                        ? changed(in, 1, '0', super::parseResponse)
                        : super.parseResponse(in, scan);
            }
        };
    }

    private interface Parser<T> {
        Parsed<T> parse(ByteCursor in);
    }

    private static boolean starts(ByteCursor in, int offset, byte value) {
        return in.remaining() > offset && in.peek(offset) == Byte.toUnsignedInt(value);
    }

    /** Parses the bytes at the cursor with {@code value} at {@code offset}. */
    private static <T> Parsed<T> changed(ByteCursor in, int offset, int value, Parser<T> parser) {
        ByteBuf copy =
                Unpooled.wrappedBuffer(in.copy(0, in.remaining()).toArray()).setByte(offset, value);
        ByteCursor other = new ByteCursor(copy);
        Parsed<T> parsed = parser.parse(other);
        in.skip(other.position());
        return parsed;
    }

    /** Swaps the key and the value of a SET. */
    static Command swapped(Command command) {
        return command instanceof Command.Set(Bytes key, Bytes value) ? new Command.Set(value, key) : command;
    }

    /** Drops the value of a SET. */
    static Command withoutValue(Command command) {
        return command instanceof Command.Set(Bytes key, Bytes _) ? new Command.Set(key, Bytes.EMPTY) : command;
    }

    /** Drops the payload of a PING. */
    static Command withoutPayload(Command command) {
        return command instanceof Command.Ping ? new Command.Ping(Bytes.EMPTY) : command;
    }

    /** Reads a CLEAR as one of the empty key. */
    static Command withoutKeyToClear(Command command) {
        return command instanceof Command.Clear ? new Command.Clear(Bytes.EMPTY) : command;
    }

    /** Decodes the key of a GET as text, which changes bytes that are not UTF-8. */
    static Command asText(Command command) {
        return command instanceof Command.Get(Bytes key) ? new Command.Get(Bytes.utf8(key.utf8())) : command;
    }

    /** Drops the payload of an ok. */
    static Response withoutPayload(Response response) {
        return response instanceof Response.Ok ? Response.Ok.DONE : response;
    }

    /** Drops the message of an error. */
    static Response withoutMessage(Response response) {
        return response instanceof Response.Error ? new Response.Error("") : response;
    }
}
