package kvs.protocol;

import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import kvs.protocol.Parsed.Incomplete;
import org.junit.jupiter.api.Test;

/** A decoder whose owner fills the buffer and whose sink may fail, discard bytes or append more. */
class StreamDecoderOwnerTest {
    private static final Command GET_FOO = new Command.Get(Bytes.utf8("foo"));
    private static final Command SHUTDOWN = new Command.Shutdown();
    private static final byte[] STREAM = Frames.GET_FOO.then(Frames.SHUTDOWN).bytes();

    private final ByteBuf buffer = Unpooled.buffer();
    private final ByteCursor in = new ByteCursor(buffer);
    private final StreamDecoder<Command> decoder = StreamDecoder.ofCommands(new BinaryCodec(Limits.DEFAULT));
    private final List<Command> got = new ArrayList<>();

    @Test
    void continues_after_the_message_whose_sink_failed() {
        buffer.writeBytes(STREAM);
        assertThatIllegalStateException()
                .isThrownBy(() -> decoder.drain(in, _ -> {
                    throw new IllegalStateException("no room");
                }));
        decoder.drain(in, got::add);
        Fact.when("drain with a sink that fails, then with one that does not")
                .usually("a message is passed on once, even when the sink fails")
                .gives(List.of(SHUTDOWN), got);
    }

    @Test
    void the_sink_may_call_discardRead() {
        buffer.writeBytes(STREAM);
        decoder.drain(in, command -> {
            got.add(command);
            in.discardRead();
        });
        Fact.when("drain with a sink that discards").gives(List.of(GET_FOO, SHUTDOWN), got);
        Fact.when("drain with a sink that discards, then position()").gives(0, in.position());
    }

    @Test
    void decodes_what_the_sink_appends() {
        buffer.writeBytes(Frames.GET_FOO.bytes());
        decoder.drain(in, command -> {
            got.add(command);
            if (command.equals(GET_FOO)) {
                buffer.writeBytes(Frames.SHUTDOWN.bytes());
            }
        });
        decoder.drain(in, got::add);
        Fact.when("drain with a sink that appends").gives(List.of(GET_FOO, SHUTDOWN), got);
    }

    @Test
    void repeats_its_answer_when_nothing_has_arrived() {
        buffer.writeBytes(STREAM, 0, STREAM.length - 2);
        for (int i = 0; i < 3; i++) {
            Fact.when("drain, " + i + " times before").gives(new Incomplete<Command>(2), decoder.drain(in, got::add));
        }
        Fact.when("drain three times").gives(List.of(GET_FOO), got);
    }

    @Test
    void starts_at_the_reader_index_of_the_buffer() {
        ByteBuf read = Unpooled.buffer().writeByte(0x2a).writeBytes(STREAM).skipBytes(1);
        decoder.drain(new ByteCursor(read), got::add);
        Fact.when("drain a buffer of which a byte has been read").gives(List.of(GET_FOO, SHUTDOWN), got);
    }
}
