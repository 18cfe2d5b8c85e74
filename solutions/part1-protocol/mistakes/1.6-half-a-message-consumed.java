import java.util.function.Consumer;

/**
 * Moves the cursor behind what has arrived of an unfinished message, since it has been looked at. The next read is then
 * taken for the start of a message, though it is the rest of one.
 *
 * @sees commands missing as soon as a read ends inside of one, and the cursor at the end of the buffer
 * @probably the bytes of an unfinished message are gone when its rest arrives; where does the cursor stand after an
 *     incomplete parse, and who moves it on?
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
