package kvs.resp;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import kvs.shard.Slice;

/**
 * The words of one command, in place: word 0 is its name. Reused for one command after the other.
 *
 * <pre>
 *   rawFrom()
 *     v
 *     *2 \r \n $3 \r \n G  E  T  \r \n $3 \r \n f  o  o  \r \n
 *     |                 |-get(0)-|              |-get(1)-|     |
 *     |-------------------- rawLength() -----------------------|
 * </pre>
 *
 * <p>All words lie in the raw bytes of the command. To keep a command for later, copy the raw bytes and {@link #rebase}
 * the words to the copy.
 *
 * <p>For one thread at a time; the words are valid until the array that they lie in is written to.
 */
public final class Arguments {
    /** After a command of more words than this, or in a larger array, the words are given back to the memory. */
    private static final int MAX_WORDS_KEPT = 64;

    private static final int MAX_ARRAY_KEPT = 1 << 20;

    private static final byte[] NONE = new byte[0];

    /** Those from {@code count} on are left over from a command before, or null. */
    private Slice[] words = new Slice[4];

    private int count;

    private byte[] raw = NONE;
    private int rawFrom;
    private int rawLength;

    /** Returns a command made of {@code words}, in UTF-8. */
    public static Arguments of(String... words) {
        Arguments arguments = new Arguments();
        encode(Arrays.stream(words).map(word -> word.getBytes(UTF_8)).toList(), arguments);
        return arguments;
    }

    /** Sets {@code into} to a command of {@code words}, in an array of its own. */
    static void encode(List<byte[]> words, Arguments into) {
        ByteBuf raw = Unpooled.buffer();
        RespRequests.begin(words.size(), raw);
        int[] starts = new int[words.size()];
        for (int i = 0; i < starts.length; i++) {
            byte[] word = words.get(i);
            RespRequests.word(word, raw);
            starts[i] = raw.writerIndex() - 2 - word.length;
        }
        into.clear();
        for (int i = 0; i < starts.length; i++) {
            into.add(raw.array(), starts[i], words.get(i).length);
        }
        into.raw(raw.array(), 0, raw.writerIndex());
    }

    /** Forgets all words. */
    public void clear() {
        // A word that is left over keeps its whole array alive.
        if (words.length > MAX_WORDS_KEPT || raw.length > MAX_ARRAY_KEPT) {
            words = new Slice[4];
        }
        count = 0;
        raw(NONE, 0, 0);
    }

    /** Appends a word: {@code length} bytes of {@code array}, from {@code from}. */
    public void add(byte[] array, int from, int length) {
        if (count == words.length) {
            words = Arrays.copyOf(words, 2 * count);
        }
        Slice word = words[count];
        if (word == null) {
            word = words[count] = new Slice();
        }
        word.set(array, from, length);
        count++;
    }

    /** Sets where the whole command lies: {@code length} bytes of {@code array}, from {@code from}. */
    public void raw(byte[] array, int from, int length) {
        this.raw = array;
        this.rawFrom = from;
        this.rawLength = length;
    }

    /** Returns the number of words, the name included. */
    public int count() {
        return count;
    }

    /**
     * Returns word {@code index}.
     *
     * @throws IndexOutOfBoundsException if there is none
     */
    public Slice get(int index) {
        return words[Objects.checkIndex(index, count)];
    }

    /** Returns the array that the command lies in. */
    public byte[] raw() {
        return raw;
    }

    /** Returns the index of the first byte of the command in {@link #raw()}. */
    public int rawFrom() {
        return rawFrom;
    }

    /** Returns the number of bytes of the command, from the {@code *} up to the last line end. */
    public int rawLength() {
        return rawLength;
    }

    /**
     * Points all words, and the raw bytes, at a copy of the command.
     *
     * @param array has the command's bytes from {@code rawFrom() + delta} on
     * @param delta the index of a byte in {@code array} minus its index in {@link #raw()}
     */
    public void rebase(byte[] array, int delta) {
        for (int i = 0; i < count; i++) {
            Slice word = words[i];
            word.set(array, word.from() + delta, word.length());
        }
        raw(array, rawFrom + delta, rawLength);
    }

    @Override
    public String toString() {
        return Arrays.stream(words, 0, count).map(Slice::toString).collect(Collectors.joining(", ", "[", "]"));
    }
}
