package kvs.benchmarks;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import kvs.protocol.BinaryCodec;
import kvs.protocol.ByteCursor;
import kvs.protocol.Bytes;
import kvs.protocol.Codec;
import kvs.protocol.Command;
import kvs.protocol.Limits;
import kvs.protocol.StreamDecoder;
import kvs.protocol.TextCodec;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.Blackhole;

/**
 * One SET or STORE of {@code messageBytes}, decoded from reads of one byte each: the worst that a network can do. The
 * time of a message divided by its bytes must not grow with the message.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class StreamDecoding {
    @Param({"64", "1024", "16384", "262144"})
    public int messageBytes;

    @Param({"binary", "text"})
    public String protocol = "binary";

    private byte[] message = {};
    private ByteBuf buffer = Unpooled.EMPTY_BUFFER;
    private ByteCursor cursor = new ByteCursor(Unpooled.buffer());
    private StreamDecoder<Command> decoder = StreamDecoder.ofCommands(new BinaryCodec(Limits.DEFAULT));

    @Setup
    public void encode() {
        Codec codec = protocol.equals("text") ? new TextCodec(Limits.DEFAULT) : new BinaryCodec(Limits.DEFAULT);
        ByteBuf out = Unpooled.buffer(messageBytes);
        // What is not value: version, command, two lengths and the key, or STORE$ key $ and the end of the line.
        int overhead = protocol.equals("text") ? 6 + 3 + 1 + 1 : 1 + 4 + 4 + 3 + 4;
        byte[] value = new byte[messageBytes - overhead];
        Arrays.fill(value, (byte) 'v');
        codec.write(new Command.Set(Bytes.utf8("key"), Bytes.copyOf(value)), out);
        message = new byte[out.readableBytes()];
        out.readBytes(message);
        buffer = Unpooled.buffer(messageBytes);
        cursor = new ByteCursor(buffer);
        decoder = StreamDecoder.ofCommands(codec);
    }

    @Benchmark
    public void bytewise(Blackhole blackhole) {
        Consumer<Command> sink = blackhole::consume;
        for (byte b : message) {
            buffer.writeByte(b);
            decoder.drain(cursor, sink);
        }
        cursor.discardRead();
    }
}
