package kvs.net;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.nio.ByteBuffer;

/**
 * The memory that a loop lends to its connections: a connection without unfinished input and unsent output has none.
 * For the loop's thread.
 */
final class Buffers {
    /** The most that one call of {@code write} is given: the JVM copies what it is given, not what the kernel takes. */
    static final int PIECE_BYTES = 128 << 10;

    private static final int OUTPUT_BYTES = 16 << 10;
    private static final int INPUT_BYTES = 1 << 10;

    /** The most memory that is kept for later, for inputs and for outputs each: a few values of a megabyte with their growth. */
    private static final int MAX_KEPT_BYTES = 8 << 20;

    private static final int MAX_KEPT = 16;

    private static final UnpooledByteBufAllocator HEAP = new UnpooledByteBufAllocator(false, true);

    /** What the kernel reads into and writes from. Outside the heap: the JVM would copy into such a buffer anyway. */
    final ByteBuffer kernel;

    /** Where a connection's bytes are parsed if it has no unfinished ones. */
    private final Input shared;

    private final ByteBuf dropped = HEAP.heapBuffer(256, Integer.MAX_VALUE);

    private final int readBytes;
    private final Pool<ByteBuf> outputs = new Pool<>(MAX_KEPT, MAX_KEPT_BYTES, ByteBuf::capacity);
    private final Pool<Input> inputs = new Pool<>(MAX_KEPT, MAX_KEPT_BYTES, Input::capacity);

    Buffers(int readBytes) {
        this.readBytes = readBytes;
        this.kernel = ByteBuffer.allocateDirect(Math.max(readBytes, PIECE_BYTES));
        this.shared = new Input(readBytes);
    }

    /** Returns the buffer for the kernel, empty, with room for as much as one read may bring. */
    ByteBuffer forRead() {
        return kernel.clear().limit(readBytes);
    }

    /** Returns the loop's own input, empty. */
    Input noInput() {
        shared.clear();
        return shared;
    }

    /** Returns a buffer whose bytes are never sent. */
    ByteBuf dropped() {
        return dropped.clear();
    }

    ByteBuf lendOutput() {
        ByteBuf output = outputs.poll();
        return output == null ? HEAP.heapBuffer(OUTPUT_BYTES, Integer.MAX_VALUE) : output;
    }

    void giveBack(ByteBuf output) {
        outputs.offer(output.clear());
    }

    /** Lends an input that holds what is left in {@code rest}. */
    Input lendInput(Input rest) {
        Input input = inputs.poll();
        if (input == null) {
            input = new Input(Math.max(INPUT_BYTES, rest.remaining()));
        }
        input.append(rest);
        return input;
    }

    void giveBack(Input input) {
        input.clear();
        inputs.offer(input);
    }
}
