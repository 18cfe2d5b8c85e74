import java.util.function.Consumer;

/**
 * Keeps the progress of a complete message in the {@code Scan}. The next message is then checked from its middle on, as
 * if its first bytes were good.
 *
 * @sees text lines that come byte by byte go wrong from the second on; the binary protocol works
 * @probably the scan still holds the progress of the last message when the next one starts: reset it
 */
class StreamDecoder<T> {
    public Parsed<T> drain(ByteCursor in, Consumer<? super T> sink) {
        in.begin();
        while (in.remaining() >= wanted) {
            switch (parser.parse(in, scan)) {
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
