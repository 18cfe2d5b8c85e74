import java.util.function.Consumer;

/**
 * Keeps {@code wanted} from the last unfinished message. A shorter message after it is complete and still has to wait
 * until more bytes have arrived.
 *
 * @sees the short SHUTDOWN missing at the end, after a longer command that came in two reads
 * @probably {@code wanted} still holds the length of the last message: set it to 1 after each complete one
 */
class StreamDecoder<T> {
    public Parsed<T> drain(ByteCursor in, Consumer<? super T> sink) {
        in.begin();
        while (in.remaining() >= wanted) {
            switch (parser.parse(in, scan)) {
                case Parsed.Complete<T>(T message) -> {
                    scan.reset();
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
