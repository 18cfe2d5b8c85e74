package kvs.protocol;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import kvs.protocol.Direction.Drained;
import kvs.protocol.Parsed.Complete;
import kvs.protocol.Parsed.Incomplete;
import kvs.protocol.Parsed.Malformed;

/**
 * Laws that hold for any bytes. Properties try bytes that are nearly a message; fuzz tests search for other bytes.
 */
final class DecoderLaws {
    /** Small, so that few bytes reach them. */
    static final Limits SMALL = new Limits(4, 8);

    /** So large that an allocation for an announced length is noticed. */
    private static final Limits LARGE = new Limits(Limits.LARGEST, Limits.LARGEST);

    /** Error messages may grow when they are written again: a byte that is not UTF-8 becomes three. */
    private static final Limits GENEROUS = new Limits(SMALL.maxKeyBytes(), 3 * SMALL.maxValueBytes());

    private DecoderLaws() {}

    /** Checks all laws below, some with small limits and some with the largest. */
    static <T> void hold(Function<Limits, Codec> codecs, Direction<T> direction, byte[] stream) {
        oneAnswerOfThree(codecs.apply(SMALL), direction, stream);
        choppedIsWhole(codecs.apply(SMALL), direction, stream);
        malformedStaysMalformed(codecs.apply(SMALL), direction, stream);
        incompleteWaitsForWhatItSays(codecs.apply(SMALL), direction, stream);
        acceptedComesBack(codecs.apply(SMALL), codecs.apply(GENEROUS), direction, stream);
        choppedIsWhole(codecs.apply(LARGE), direction, stream);
        allocatesWhatArrived(codecs.apply(LARGE), direction, stream);
    }

    /** One message: the second parse gives the same answer, and the cursor is after a whole message or did not move. */
    static <T> void oneAnswerOfThree(Codec codec, Direction<T> direction, byte[] stream) {
        ByteCursor in = ByteCursor.over(stream);
        Parsed<T> parsed = direction.parse(codec, in);
        int position = in.position();
        switch (parsed) {
            case Complete<T> _ ->
                fact("parse, then position()", codec, stream).holds(position > 0, "more than 0", position);
            case Incomplete<T> _ ->
                fact("parse, then position()", codec, stream).gives(0, position);
            case Malformed<T>(String _, int offset) -> {
                fact("parse, then position()", codec, stream).gives(0, position);
                fact("parse", codec, stream)
                        .holds(offset >= 0 && offset < stream.length, "an offset in these bytes", offset);
            }
        }
        in.position(0);
        fact("parse a second time", codec, stream).gives(parsed, direction.parse(codec, in));
    }

    /** Any way of cutting a stream into reads gives the same messages, the same last answer and the same position. */
    static <T> void choppedIsWhole(Codec codec, Direction<T> direction, byte[] stream) {
        Drained<T> whole = direction.drained(codec, stream);
        fact("a read for each byte", codec, stream).gives(whole, direction.drained(codec, Direction.bytewise(stream)));
        for (int size : new int[] {2, 3, 5, 7}) {
            fact("reads of " + size + " bytes", codec, stream)
                    .gives(whole, direction.drained(codec, readsOf(size, stream)));
        }
    }

    /** A malformed message stays malformed whatever follows, and its decoder repeats the answer. */
    static <T> void malformedStaysMalformed(Codec codec, Direction<T> direction, byte[] stream) {
        Drained<T> whole = direction.drained(codec, stream);
        if (whole.end() instanceof Malformed<T>) {
            byte[][] more = {stream, {}, {0}, {'\n'}, {1, 0, 0, 0, 3}};
            fact("drain again after a malformed message", codec, stream).gives(whole, direction.drained(codec, more));
        }
    }

    /** With one byte less than {@link Incomplete#atLeast} more, the answer is still incomplete, by that byte. */
    static <T> void incompleteWaitsForWhatItSays(Codec codec, Direction<T> direction, byte[] stream) {
        Drained<T> whole = direction.drained(codec, stream);
        if (!(whole.end() instanceof Incomplete<T>(int atLeast))) {
            return;
        }
        byte[] unfinished = Arrays.copyOfRange(stream, whole.position(), stream.length);
        for (byte next : new byte[] {0, 1, '0', 'a', '\n', -1}) {
            byte[] longer = Arrays.copyOf(unfinished, unfinished.length + atLeast - 1);
            Arrays.fill(longer, unfinished.length, longer.length, next);
            fact("parse " + (atLeast - 1) + " bytes more, where at least " + atLeast + " were missing,", codec, longer)
                    .gives(new Incomplete<T>(1), direction.parse(codec, longer));
        }
    }

    /** Every message that was decoded can be written and decoded again. */
    static <T> void acceptedComesBack(Codec codec, Codec writer, Direction<T> direction, byte[] stream) {
        Drained<T> whole = direction.drained(codec, stream);
        byte[] again = direction.written(writer, whole.messages());
        fact("write and decode again what was decoded", codec, stream)
                .gives(whole.messages(), direction.drained(writer, again).messages());
        if (direction.equals(Direction.REQUESTS)) {
            // Each request has one form, so the bytes are the same, too.
            fact("write again what was decoded", codec, stream)
                    .gives(Bytes.copyOf(Arrays.copyOf(stream, whole.position())), Bytes.copyOf(again));
        }
    }

    /** Memory is allocated for bytes that have arrived, not for an announced length. */
    static <T> void allocatesWhatArrived(Codec codec, Direction<T> direction, byte[] stream) {
        ByteCursor in = ByteCursor.over(stream);
        StreamDecoder<T> decoder = direction.decoder().apply(codec);
        long allocated = Allocation.ofBytes(() -> decoder.drain(in, _ -> {}));
        long limit = (1 << 20) + 100L * stream.length;
        fact("drain", codec, stream)
                .holds(allocated <= limit, "at most " + limit + " bytes allocated", allocated + " bytes allocated");
    }

    private static Fact fact(String did, Codec codec, byte[] stream) {
        return Fact.when(codec.name() + ": " + did, stream);
    }

    private static byte[][] readsOf(int size, byte[] stream) {
        List<Integer> cuts = new ArrayList<>();
        for (int at = size; at < stream.length; at += size) {
            cuts.add(at);
        }
        return Direction.cut(stream, cuts.stream().mapToInt(Integer::intValue).toArray());
    }
}
