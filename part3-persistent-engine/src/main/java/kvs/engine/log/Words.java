package kvs.engine.log;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Eight bytes of an array as one number, the first the highest, wherever they lie. */
final class Words {
    private static final VarHandle WORDS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private Words() {}

    static long get(byte[] array, int at) {
        return (long) WORDS.get(array, at);
    }

    static void put(byte[] array, int at, long word) {
        WORDS.set(array, at, word);
    }
}
