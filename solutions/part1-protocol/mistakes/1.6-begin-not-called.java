import java.util.function.Consumer;

/**
 * Leaves out {@code begin()}. The cursor then does not see bytes that were appended after it was created.
 *
 * @sees no command at all, for any number of bytes
 * @probably the cursor looks at its buffer only when {@code begin()} is called, so later bytes are not seen
 */
class StreamDecoder<T> {
    public Parsed<T> drain(ByteCursor in, Consumer<? super T> sink) {
        while (in.remaining() >= wanted) {
            switch (parser.parse(in, scan)) {
                case Parsed.Complete<T>(T message) -> {
                    scan.reset();
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
