import java.util.function.Consumer;

/**
 * Asks the codec again at every read, although the last answer said how many bytes are missing. No answer changes, but
 * a value that comes in many small reads has its header parsed as many times.
 *
 * @sees thousands of looks at a SET that comes byte by byte, where fewer than 100 are enough
 * @probably {@code Incomplete} said how many bytes are missing, and the codec was asked again before they were there
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
