package kvs.protocol;

import java.util.function.Function;

/**
 * The answer of a parser to the bytes so far. There are three answers, not two: bytes that have not arrived yet are
 * neither a message nor a mistake.
 *
 * <pre>
 *   01 00 00 00 00 00 00 00 03 66 6f 6f    Complete(GET "foo")
 *   01 00 00 00 00 00 00 00 03 66          Incomplete(2): wait
 *   01 00 00 00 09                         Malformed("unknown command 9", 1): no byte that follows can mend it
 * </pre>
 *
 * @param <T> the type of a complete message
 */
public sealed interface Parsed<T> {

    /** A whole message; the cursor stands after it. */
    record Complete<T>(T message) implements Parsed<T> {
        @Override
        public <R> Parsed<R> flatMap(Function<? super T, ? extends Parsed<R>> next) {
            return next.apply(message);
        }

        @Override
        public <R> Parsed<R> map(Function<? super T, ? extends R> function) {
            return new Complete<>(function.apply(message));
        }
    }

    /**
     * The start of a message; the cursor is where it was.
     *
     * @param atLeast the number of bytes, at least 1, that must arrive before the answer can change
     */
    record Incomplete<T>(int atLeast) implements Parsed<T> {
        public Incomplete {
            if (atLeast < 1) {
                throw new IllegalArgumentException(
                        "Incomplete needs at least 1 missing byte, but was given " + atLeast);
            }
        }

        @Override
        public <R> Parsed<R> flatMap(Function<? super T, ? extends Parsed<R>> next) {
            return new Incomplete<>(atLeast);
        }

        @Override
        public <R> Parsed<R> map(Function<? super T, ? extends R> function) {
            return new Incomplete<>(atLeast);
        }
    }

    /**
     * Bytes that cannot become a message, whatever follows; the cursor is where it was.
     *
     * @param reason what is wrong, for a person, without the offset
     * @param offset of the field or byte that is wrong, in bytes from the start of the message
     */
    record Malformed<T>(String reason, int offset) implements Parsed<T> {
        @Override
        public <R> Parsed<R> flatMap(Function<? super T, ? extends Parsed<R>> next) {
            return new Malformed<>(reason, offset);
        }

        @Override
        public <R> Parsed<R> map(Function<? super T, ? extends R> function) {
            return new Malformed<>(reason, offset);
        }
    }

    /** Parses the next part after a complete one; the other two answers stay as they are. */
    <R> Parsed<R> flatMap(Function<? super T, ? extends Parsed<R>> next);

    /** Turns a complete message into another; the other two answers stay as they are. */
    <R> Parsed<R> map(Function<? super T, ? extends R> function);
}
