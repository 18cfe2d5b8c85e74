import java.util.function.Consumer;

/**
 * Goes on wanting as many bytes as the last unfinished message needed. A shorter message behind it is whole and has to
 * wait until enough of the next has arrived.
 *
 * @sees the short SHUTDOWN missing at the end, after a longer command that came in two reads
 * @probably after a whole message one byte is again enough to look; {@code wanted} still has the needs of the last one
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
