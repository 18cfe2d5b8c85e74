import java.util.function.Consumer;

/**
 * Calls the parser at every read, although the last answer said how many bytes are missing. No answer changes, but the
 * header of a value in many small reads is parsed again for each of them.
 *
 * @sees thousands of looks at a SET that comes byte by byte, where fewer than 100 are enough
 * @probably {@code Incomplete} said how many bytes are missing, and the parser was called before they had arrived
 */
class StreamDecoder<T> {
    public Parsed<T> drain(ByteCursor in, Consumer<? super T> sink) {
        while (true) {
            switch (parser.parse(in, scan)) {
                case Parsed.Complete<T>(T message) -> {
                    scan.reset();
                    sink.accept(message);
                }
                case Parsed.Incomplete<T> incomplete -> {
                    return incomplete;
                }
                case Parsed.Malformed<T> malformed -> {
                    return malformed;
                }
            }
        }
    }
}
