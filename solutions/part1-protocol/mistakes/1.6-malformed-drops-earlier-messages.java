import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Collects the messages and passes them on at the end, which a malformed one prevents. The whole messages before it
 * were valid, and the server never answers them.
 *
 * @sees no command where a GET came before the bad byte
 * @probably the good messages before a malformed one are lost: pass each to the sink before you parse the next
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
