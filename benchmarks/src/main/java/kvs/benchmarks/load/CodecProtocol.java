package kvs.benchmarks.load;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.net.ProtocolException;
import java.util.function.Consumer;
import kvs.protocol.ByteCursor;
import kvs.protocol.Bytes;
import kvs.protocol.Codec;
import kvs.protocol.Command;
import kvs.protocol.Parsed;
import kvs.protocol.Response;
import kvs.protocol.StreamDecoder;

/** The protocols of part 1, by their own codecs. */
record CodecProtocol(Codec codec) implements LoadProtocol {
    @Override
    public String name() {
        return codec.name();
    }

    @Override
    public void get(Bytes key, ByteBuf out) {
        codec.write(new Command.Get(key), out);
    }

    @Override
    public void set(Bytes key, Bytes value, ByteBuf out) {
        codec.write(new Command.Set(key, value), out);
    }

    @Override
    public Inbox replies(Sink sink) {
        return new Decoding<>(name(), StreamDecoder.ofResponses(codec), response -> {
            switch (response) {
                case Response.Ok _ -> sink.ok();
                case Response.NotFound() -> sink.notFound();
                case Response.Error(String message) -> sink.error(message);
            }
        });
    }

    @Override
    public Inbox answers(Bytes value, ByteBuf out) {
        Bytes found = encoded(new Response.Ok(value), new Command.Get(Bytes.EMPTY));
        Bytes done = encoded(Response.Ok.DONE, new Command.Set(Bytes.EMPTY, Bytes.EMPTY));
        return new Decoding<>(
                name(),
                StreamDecoder.ofCommands(codec),
                command -> (command instanceof Command.Get ? found : done).writeTo(out));
    }

    private Bytes encoded(Response response, Command command) {
        ByteBuf out = Unpooled.buffer();
        codec.write(response, command, out);
        byte[] bytes = new byte[out.readableBytes()];
        out.readBytes(bytes);
        return Bytes.copyOf(bytes);
    }

    private static final class Decoding<T> implements Inbox {
        private final String name;
        private final ByteBuf buffer = Unpooled.buffer();
        private final ByteCursor cursor = new ByteCursor(buffer);
        private final StreamDecoder<T> decoder;
        private final Consumer<T> sink;

        Decoding(String name, StreamDecoder<T> decoder, Consumer<T> sink) {
            this.name = name;
            this.decoder = decoder;
            this.sink = sink;
        }

        @Override
        public ByteBuf buffer() {
            return buffer;
        }

        @Override
        public void drain() throws ProtocolException {
            if (decoder.drain(cursor, sink) instanceof Parsed.Malformed<T>(String reason, int offset)) {
                throw new ProtocolException(
                        "not the " + name + " protocol: " + reason + ", at byte " + offset + " of a message");
            }
            cursor.discardRead();
        }
    }
}
