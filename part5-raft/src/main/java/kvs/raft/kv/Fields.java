package kvs.raft.kv;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Parser;
import com.google.protobuf.UnsafeByteOperations;
import kvs.protocol.Bytes;

/**
 * Checks of single protobuf fields. Protobuf itself checks that every length lies within the message, before it
 * allocates; that numbers are in range, and that required parts are there, is checked here.
 */
final class Fields {
    private Fields() {}

    static <M> M parse(Parser<M> parser, byte[] bytes, String what) throws MalformedMessageException {
        try {
            return parser.parseFrom(bytes);
        } catch (InvalidProtocolBufferException e) {
            throw new MalformedMessageException(what, "not a protobuf message: " + e.getMessage());
        }
    }

    /** Returns {@code value} if it is not beyond {@link Long#MAX_VALUE}, which an unsigned field can be. */
    static long number(long value, String field) throws MalformedMessageException {
        if (value < 0) {
            throw new MalformedMessageException(
                    field, Long.toUnsignedString(value) + " is more than " + Long.MAX_VALUE);
        }
        return value;
    }

    static int number(int value, String field) throws MalformedMessageException {
        if (value < 0) {
            throw new MalformedMessageException(
                    field, Integer.toUnsignedString(value) + " is more than " + Integer.MAX_VALUE);
        }
        return value;
    }

    static long positive(long value, String field) throws MalformedMessageException {
        if (number(value, field) == 0) {
            throw new MalformedMessageException(field, "missing or 0; must be 1 or more");
        }
        return value;
    }

    static int positive(int value, String field) throws MalformedMessageException {
        if (number(value, field) == 0) {
            throw new MalformedMessageException(field, "missing or 0; must be 1 or more");
        }
        return value;
    }

    static void require(boolean holds, String field, String problem) throws MalformedMessageException {
        if (!holds) {
            throw new MalformedMessageException(field, problem);
        }
    }

    /** Requires that the sender has set {@code field}. */
    static void present(boolean present, String field) throws MalformedMessageException {
        require(present, field, "missing");
    }

    static MalformedMessageException missing(String field) {
        return new MalformedMessageException(field, "missing, or of a kind that this version does not know");
    }

    static ByteString bytes(Bytes bytes) {
        return UnsafeByteOperations.unsafeWrap(bytes.toArray());
    }

    static Bytes bytes(ByteString bytes) {
        return Bytes.copyOf(bytes.toByteArray());
    }

    /** Wraps {@code bytes} without a copy: neither side changes them any more. */
    static ByteString wrap(byte[] bytes) {
        return UnsafeByteOperations.unsafeWrap(bytes);
    }
}
