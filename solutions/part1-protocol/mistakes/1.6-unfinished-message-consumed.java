import java.util.function.Consumer;

/**
 * Moves the cursor past the bytes of an unfinished message, because they have been looked at. The next read then counts
 * as the start of a message, although it is the rest of one.
 *
 * @sees commands missing as soon as a read ends inside of one, and the cursor at the end of the buffer
 * @probably the bytes of an unfinished message are gone when its rest arrives: leave the cursor where an incomplete
 *     parse leaves it
 */
class StreamDecoder<T> {
    public Parsed<T> drain(ByteCursor in, Consumer<? super T> sink) {
        in.begin();
        while (in.remaining() >= wanted) {
            switch (parser.parse(in, scan)) {
                case Parsed.Complete<T>(T message) -> {
                    scan.reset();
                    wanted = 1;
                    sink.accept(message);
                }
                case Parsed.Incomplete<T> incomplete -> {
                    in.skip(in.remaining());
                    return incomplete;
                }
                case Parsed.Malformed<T> malformed -> {
                    return malformed;
                }
            }
        }
        return new Parsed.Incomplete<>(wanted - in.remaining());
    }
}
