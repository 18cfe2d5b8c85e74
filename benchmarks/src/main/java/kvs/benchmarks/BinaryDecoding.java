package kvs.benchmarks;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import kvs.protocol.BinaryCodec;
import kvs.protocol.ByteCursor;
import kvs.protocol.Bytes;
import kvs.protocol.Command;
import kvs.protocol.Limits;
import kvs.protocol.Parsed;
import kvs.protocol.Scan;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * One SET command, decoded from a buffer that holds it: by the codec, and by {@link DataInputStream} over the same
 * bytes, which ends with the two payloads in arrays. {@code messageBytes} is the size of the whole request.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class BinaryDecoding {
    private static final int KEY_BYTES = 16;
    private static final int HEADER_BYTES = 1 + 4 + 4 + 4;

    @Param({"64", "1024", "16384", "1048576"})
    public int messageBytes;

    private final BinaryCodec codec = new BinaryCodec(Limits.DEFAULT);
    private final Scan scan = new Scan();
    private byte[] message = {};
    private ByteBuf buffer = Unpooled.EMPTY_BUFFER;
    private ByteCursor cursor = new ByteCursor(buffer);

    @Setup
    public void encode() {
        Bytes key = Bytes.copyOf(new byte[KEY_BYTES]);
        Bytes value = Bytes.copyOf(new byte[messageBytes - HEADER_BYTES - KEY_BYTES]);
        buffer = Unpooled.buffer(messageBytes);
        codec.write(new Command.Set(key, value), buffer);
        message = new byte[messageBytes];
        buffer.getBytes(0, message);
        cursor = new ByteCursor(buffer);
    }

    @Benchmark
    public Command codec() {
        cursor.position(0);
        if (codec.parse(cursor, scan) instanceof Parsed.Complete<Command>(Command command)) {
            return command;
        }
        throw new IllegalStateException("not a whole command");
    }

    @Benchmark
    public Raw dataInputStream() throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(message));
        int version = in.readUnsignedByte();
        int command = in.readInt();
        if (version != 1 || command != 1) {
            throw new IllegalStateException("not a SET");
        }
        byte[] key = new byte[in.readInt()];
        in.readFully(key);
        byte[] value = new byte[in.readInt()];
        in.readFully(value);
        return new Raw(key, value);
    }

    /** What the stream's reader ends with: the two payloads and something that holds them. */
    public record Raw(byte[] key, byte[] value) {}
}
