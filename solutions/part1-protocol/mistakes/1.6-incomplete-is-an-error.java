import java.util.function.Consumer;

/**
 * Reports a message that has not fully arrived as malformed. Whoever owns the connection then closes it, and it works
 * only as long as every message happens to come in one read.
 *
 * @shipped the code of "Distributed systems chronicles: Key value store (1)" (2021): its parser gives an error when it
 *     runs out of bytes, and an error ends the connection
 * @sees {@code Malformed} where the test expects {@code Incomplete} with the number of bytes missing
 * @probably a message that has not all arrived is reported as a broken one; nothing is wrong with it but the time
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
                case Parsed.Incomplete<T> _ -> {
                    return new Parsed.Malformed<>("the message ends too early", in.remaining());
                }
                case Parsed.Malformed<T> malformed -> {
                    return malformed;
                }
            }
        }
        return new Parsed.Incomplete<>(wanted - in.remaining());
    }
}
