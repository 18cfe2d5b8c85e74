import java.util.function.Consumer;

/**
 * Leaves in the {@code Scan} what was noted of a message that is complete. The next one is looked at from its middle
 * on, as if its first bytes had been found good.
 *
 * @sees text lines that come byte by byte go wrong from the second on; the binary protocol works
 * @probably what the scan noted of one message is still there when the next begins
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
