package kvs.engine.log;

import java.nio.ByteBuffer;
import kvs.log.Payload;
import kvs.protocol.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * The payload of a record: a key, with its value or with the statement that it has none.
 *
 * <pre>
 *   payload   := set | tombstone
 *   set       := 1:u8 keyLength:u32 key value           the value is the rest
 *   tombstone := 2:u8 keyLength:u32 key
 *
 *   01   00 00 00 03   66 6f 6f   62 61 72              foo is bar
 *   02   00 00 00 03   66 6f 6f                         foo has no value
 * </pre>
 *
 * <p>The record around it ({@link kvs.log}) has the length and the checksum. The methods that read a payload expect one without
 * a {@link #fault}.
 */
final class EntryFormat {
    static final byte SET = 1;
    static final byte TOMBSTONE = 2;

    /** The bytes before the key: kind and key length. */
    static final int FIXED_BYTES = 5;

    private EntryFormat() {}

    /** Returns the entry that gives {@code key} a value. */
    static Payload set(Bytes key, Bytes value) {
        return new Payload() {
            @Override
            public int length() {
                return FIXED_BYTES + key.length() + value.length();
            }

            @Override
            public void writeTo(ByteBuffer out) {
                out.put(SET).putInt(key.length());
                key.writeTo(out);
                value.writeTo(out);
            }
        };
    }

    /** Returns the entry that says that {@code key} has no value. */
    static Payload tombstone(Bytes key) {
        return new Payload() {
            @Override
            public int length() {
                return FIXED_BYTES + key.length();
            }

            @Override
            public void writeTo(ByteBuffer out) {
                out.put(TOMBSTONE).putInt(key.length());
                key.writeTo(out);
            }
        };
    }

    /** Returns a payload with the bytes of another. It shares them: append it while the buffer is unchanged. */
    static Payload copy(ByteBuffer payload) {
        return new Payload() {
            @Override
            public int length() {
                return payload.remaining();
            }

            @Override
            public void writeTo(ByteBuffer out) {
                out.put(out.position(), payload, payload.position(), payload.remaining());
                out.position(out.position() + payload.remaining());
            }
        };
    }

    /**
     * Returns what is wrong with a payload; null if it is an entry. The checksum of its record is right, so if anything is wrong,
     * another program has written it.
     */
    static @Nullable String fault(ByteBuffer payload) {
        int length = payload.remaining();
        if (length < FIXED_BYTES) {
            return "an entry has at least " + FIXED_BYTES + " bytes, but this one has " + length;
        }
        byte kind = payload.get(payload.position());
        if (kind != SET && kind != TOMBSTONE) {
            return "an entry of kind 1 or 2 was expected, found " + kind;
        }
        int keyLength = keyLength(payload);
        if (keyLength < 0 || keyLength > length - FIXED_BYTES) {
            return "a key of " + Integer.toUnsignedString(keyLength) + " bytes does not fit in an entry of " + length;
        }
        return null;
    }

    static boolean isSet(ByteBuffer payload) {
        return payload.get(payload.position()) == SET;
    }

    static int keyLength(ByteBuffer payload) {
        return payload.getInt(payload.position() + 1);
    }

    static Bytes key(ByteBuffer payload) {
        return Bytes.copyOf(payload, payload.position() + FIXED_BYTES, keyLength(payload));
    }

    /** Returns whether an entry has this key. The payload is in a buffer that has an array. */
    static boolean isOf(Bytes key, ByteBuffer payload) {
        int start = payload.arrayOffset() + payload.position() + FIXED_BYTES;
        return key.compareTo(payload.array(), start, start + keyLength(payload)) == 0;
    }

    /** Returns what comes after the key: the value of a set entry, nothing for a tombstone. */
    static Bytes value(ByteBuffer payload) {
        int start = payload.position() + FIXED_BYTES + keyLength(payload);
        return Bytes.copyOf(payload, start, payload.limit() - start);
    }
}
