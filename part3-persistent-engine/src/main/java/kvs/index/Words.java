package kvs.index;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Eight bytes of an array as one number, the first byte the highest, at any index: {@link Long#compareUnsigned} orders two
 * such numbers as the bytes are ordered.
 */
final class Words {
    private static final VarHandle WORDS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private Words() {}

    static long get(byte[] array, int at) {
        return (long) WORDS.get(array, at);
    }

    static void put(byte[] array, int at, long word) {
        WORDS.set(array, at, word);
    }

    /** Returns the eight bytes from {@code at}; bytes from {@code end} on count as zero. */
    static long upTo(byte[] array, int at, int end) {
        if (end - at >= Long.BYTES) {
            return get(array, at);
        }
        long word = 0;
        for (int i = at; i < end; i++) {
            word |= (array[i] & 0xffL) << (56 - 8 * (i - at));
        }
        return word;
    }
}
