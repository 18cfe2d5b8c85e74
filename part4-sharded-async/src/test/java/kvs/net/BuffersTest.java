package kvs.net;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import kvs.protocol.Fact;
import org.junit.jupiter.api.Test;

/** What a loop keeps of the memory that its connections give back. */
class BuffersTest {
    private static final int MIB = 1 << 20;

    private final Buffers buffers = new Buffers(1024);

    private ByteBuf output(int capacity) {
        return buffers.lendOutput().capacity(capacity);
    }

    private Input input(int bytes) {
        Input input = buffers.lendInput(new Input(0));
        input.append(ByteBuffer.allocate(bytes));
        return input;
    }

    @Test
    void memory_for_a_value_of_a_megabyte_is_used_again() {
        ByteBuf output = output(2 * MIB);
        buffers.giveBack(output);
        Fact.when("an output of 2 MiB given back, the next one is the same")
                .gives(true, buffers.lendOutput() == output);

        Input input = input(2 * MIB);
        buffers.giveBack(input);
        Input next = buffers.lendInput(new Input(0));
        Fact.when("an input of 2 MiB given back, the next one is the same").gives(true, next == input);
        Fact.when("its bytes").gives(0, next.remaining());
    }

    @Test
    void no_more_than_8_MiB_are_kept() {
        ByteBuf[] outputs = new ByteBuf[10];
        Input[] inputs = new Input[10];
        for (int i = 0; i < 10; i++) {
            outputs[i] = output(MIB);
            inputs[i] = input(MIB);
        }
        for (int i = 0; i < 10; i++) {
            buffers.giveBack(outputs[i]);
            buffers.giveBack(inputs[i]);
        }
        int kept = 0;
        int keptInputs = 0;
        for (int i = 0; i < 10; i++) {
            kept += buffers.lendOutput().capacity() >= MIB ? 1 : 0;
            keptInputs += buffers.lendInput(new Input(0)).capacity() >= MIB ? 1 : 0;
        }
        Fact.when("10 outputs of 1 MiB given back, how many of them are lent again")
                .gives(8, kept);
        Fact.when("10 inputs of 1 MiB given back, how many of them are lent again")
                .gives(8, keptInputs);
    }

    @Test
    void what_is_lent_no_longer_counts_as_kept() {
        for (int round = 0; round < 20; round++) {
            ByteBuf output = output(5 * MIB);
            buffers.giveBack(output);
            Fact.when("round " + round + ": an output of 5 MiB given back, the next one is the same")
                    .gives(true, buffers.lendOutput() == output);
            buffers.giveBack(output);
        }
    }

    @Test
    void a_buffer_above_the_limit_is_not_kept() {
        ByteBuf output = output(8 * MIB + 1);
        buffers.giveBack(output);
        Fact.when("an output of more than 8 MiB given back, the next one is the same")
                .gives(false, buffers.lendOutput() == output);
    }
}
