import java.util.function.Consumer;

/**
 * Parses each time with a new {@code Scan}, so that every read looks at every byte of the unfinished message again. No
 * answer changes, but n bytes that come one by one cost about n²/2 looks.
 *
 * @shipped the mini-redis of the tokio guide, which checks an unfinished frame from its first byte at every read
 * @sees 8 million looks at a line of 4011 bytes
 * @probably each attempt starts at the first byte again: pass the field {@code scan}, which remembers the progress
 */
class StreamDecoder<T> {
    public Parsed<T> drain(ByteCursor in, Consumer<? super T> sink) {
        in.begin();
        while (in.remaining() >= wanted) {
            switch (parser.parse(in, new Scan())) {
                case Parsed.Complete<T>(T message) -> {
                    wanted = 1;
                    sink.accept(message);
                }
                case Parsed.Incomplete<T>(int atLeast) -> wanted = in.remaining() + atLeast;
                case Parsed.Malformed<T> malformed -> {
                    return malformed;
                }
            }
        }
        return new Parsed.Incomplete<>(wanted - in.remaining());
    }
}
