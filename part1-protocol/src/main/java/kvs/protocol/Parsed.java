package kvs.protocol;

import java.util.function.Function;

/**
 * What a parser can say of the bytes so far. There are three answers, not two: bytes that have not arrived yet are
 * neither a message nor a mistake.
 *
 * <pre>
 *   01 00 00 00 00 00 00 00 03 66 6f 6f    Complete: GET "foo"
 *   01 00 00 00 00 00 00 00 03 66          Incomplete(2): wait
 *   01 00 00 00 09                         Malformed("unknown command 9", 1): no byte that follows can mend it
 * </pre>
 *
 * @param <T> what a complete message is
 */
public sealed interface Parsed<T> {

    /**
     * A whole message; the cursor is behind it. What can be parsed implements this and is its own {@link #result}, so
     * that saying "here it is" allocates nothing.
     */
    non-sealed interface Complete<T> extends Parsed<T> {
        /** The message. */
        T result();

        @Override
        default <R> Parsed<R> then(Function<? super T, ? extends Parsed<R>> next) {
            return next.apply(result());
        }

        @Override
        default <R> Parsed<R> map(Function<? super T, ? extends Complete<R>> whole) {
            return whole.apply(result());
        }
    }

    /**
     * The start of a message; the cursor is where it was.
     *
     * @param atLeast how many more bytes must arrive before the answer can be another one: at least 1
     */
    record Incomplete<T>(int atLeast) implements Parsed<T> {
        public Incomplete {
            if (atLeast < 1) {
                throw new IllegalArgumentException("incomplete, yet " + atLeast + " bytes missing");
            }
        }

        @Override
        public <R> Parsed<R> then(Function<? super T, ? extends Parsed<R>> next) {
            return new Incomplete<>(atLeast);
        }

        @Override
        public <R> Parsed<R> map(Function<? super T, ? extends Complete<R>> whole) {
            return new Incomplete<>(atLeast);
        }
    }

    /**
     * Bytes that cannot become a message, whatever follows; the cursor is where it was.
     *
     * @param reason for a person, without the place
     * @param offset of the field or byte that is wrong, in bytes from the start of the message
     */
    record Malformed<T>(String reason, int offset) implements Parsed<T> {
        @Override
        public <R> Parsed<R> then(Function<? super T, ? extends Parsed<R>> next) {
            return new Malformed<>(reason, offset);
        }

        @Override
        public <R> Parsed<R> map(Function<? super T, ? extends Complete<R>> whole) {
            return new Malformed<>(reason, offset);
        }
    }

    /** Goes on behind a complete part; the other two answers stay as they are. */
    <R> Parsed<R> then(Function<? super T, ? extends Parsed<R>> next);

    /** Makes the whole message of its last complete part; the other two answers stay as they are. */
    <R> Parsed<R> map(Function<? super T, ? extends Complete<R>> whole);
}
