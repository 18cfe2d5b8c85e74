package kvs.shard;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Eight bytes of an array, read or written as one number, the first byte the lowest on every machine.
 *
 * <p>Part 3's index reads keys with the first byte the highest, because it compares them. Here the numbers are lengths and
 * input of a {@linkplain KeyHash hash}, whose result must never change; in this order the usual processors read them as they
 * are.
 */
final class LittleEndian {
    static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private LittleEndian() {}
}
