import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Collects the messages and hands them over at the end, which a malformed one prevents. The whole ones ahead of it were
 * sent in good order, and nobody ever answers them.
 *
 * @sees no command where a GET came ahead of the bad byte
 * @probably the good messages ahead of a bad one got lost: each belongs to the sink before the next is looked at
 */
class StreamDecoder<T> {
    public Parsed<T> drain(ByteCursor in, Consumer<? super T> sink) {
        List<T> messages = new ArrayList<>();
        in.begin();
        while (in.remaining() >= wanted) {
            switch (parser.parse(in, scan)) {
                case Parsed.Complete<T>(T message) -> {
                    scan.reset();
                    wanted = 1;
                    messages.add(message);
                }
                case Parsed.Incomplete<T>(int atLeast) -> wanted = in.remaining() + atLeast;
                case Parsed.Malformed<T> malformed -> {
                    return malformed;
                }
            }
        }
        messages.forEach(sink);
        return new Parsed.Incomplete<>(wanted - in.remaining());
    }
}
