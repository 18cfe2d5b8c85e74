import java.util.function.Consumer;

/**
 * Reports a message that has not fully arrived as malformed. The server then closes the connection, so it works only
 * while every message comes in one read.
 *
 * @shipped the code of "Distributed systems chronicles: Key value store (1)" (2021): its parser gives an error when it
 *     runs out of bytes, and an error ends the connection
 * @sees {@code Malformed} where the test expects {@code Incomplete} with the number of bytes missing
 * @probably a message that has not fully arrived is reported as malformed: return Incomplete
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
