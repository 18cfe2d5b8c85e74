import java.util.function.Consumer;

/**
 * Passes on one message and returns, as if a read brought exactly one. A second one stays in the buffer until the next
 * read, which may never come: its client is waiting for the answer.
 *
 * @sees one command where one read brought three; a read for each byte works
 * @probably one message is passed on and the rest of the read is left: continue while there may be a whole message
 */
class StreamDecoder<T> {
    public Parsed<T> drain(ByteCursor in, Consumer<? super T> sink) {
        in.begin();
        if (in.remaining() >= wanted) {
            switch (parser.parse(in, scan)) {
                case Parsed.Complete<T>(T message) -> {
                    scan.reset();
                    wanted = 1;
                    sink.accept(message);
                    return new Parsed.Incomplete<>(1);
                }
                case Parsed.Incomplete<T>(int atLeast) -> wanted = in.remaining() + atLeast;
                case Parsed.Malformed<T> malformed -> {
                    return malformed;
                }
            }
        }
        return new Parsed.Incomplete<>(Math.max(1, wanted - in.remaining()));
    }
}
