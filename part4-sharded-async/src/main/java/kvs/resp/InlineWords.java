package kvs.resp;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * The words of an inline command: a line that a person types into {@code nc} or {@code telnet}.
 *
 * <pre>
 *   SET  greeting "hello\r\n" 'it\'s'     four words; blanks between them do not count
 *
 *   "..."   \n \r \t \b \a, \xff for any byte; after \ each other byte stands for itself
 *   '...'   \' for a quote; nothing else is special
 * </pre>
 *
 * <p>A quote may also begin inside a word, {@code a" "b}; after the closing quote the word must end. As in
 * {@code sdssplitargs} of Redis, except that a NUL is a byte like any other.
 */
final class InlineWords {
    private final byte[] line;
    private final int end;
    private int at;

    private InlineWords(byte[] line, int from, int end) {
        this.line = line;
        this.at = from;
        this.end = end;
    }

    /**
     * Adds the words of a line to {@code into}. Words without quotes stay in place. If there are quotes, the words are
     * copied to an array of their own, in the form of an array request: the raw bytes of the command.
     *
     * @param length of the line in bytes, with its line end
     * @return false if a quote is not closed, or not followed by a blank
     */
    static boolean split(byte[] array, int from, int length, Arguments into) {
        int end = from + length;
        for (int at = from; at < end; at++) {
            if (array[at] == '"' || array[at] == '\'') {
                return new InlineWords(array, from, end).unquoted(into);
            }
        }
        int at = skipSpace(array, from, end);
        while (at < end) {
            int word = at;
            while (!endsWord(array[at])) {
                at++;
            }
            into.add(array, word, at - word);
            at = skipSpace(array, at, end);
        }
        into.raw(array, from, length);
        return true;
    }

    private boolean unquoted(Arguments into) {
        List<byte[]> words = new ArrayList<>();
        at = skipSpace(line, at, end);
        while (at < end) {
            ByteArrayOutputStream word = new ByteArrayOutputStream();
            if (!readWord(word)) {
                return false;
            }
            words.add(word.toByteArray());
            at = skipSpace(line, at, end);
        }
        Arguments.encode(words, into);
        return true;
    }

    /** Reads a word up to the blank after it. Returns false if its quotes are wrong. */
    private boolean readWord(ByteArrayOutputStream word) {
        while (!endsWord(line[at])) {
            byte next = line[at++];
            if (next != '"' && next != '\'') {
                word.write(next);
                continue;
            }
            boolean closed = next == '"' ? readDoubleQuoted(word) : readSingleQuoted(word);
            return closed && isSpace(line[at]);
        }
        return true;
    }

    /** Reads up to the closing quote and past it. Returns false if there is none in the line. */
    private boolean readDoubleQuoted(ByteArrayOutputStream word) {
        while (at < end) {
            byte next = line[at++];
            if (next == '"') {
                return true;
            }
            word.write(next == '\\' && at < end ? escaped() : next);
        }
        return false;
    }

    private int escaped() {
        byte letter = line[at++];
        if (letter == 'x' && at + 1 < end) {
            int high = Character.digit(line[at], 16);
            int low = Character.digit(line[at + 1], 16);
            if (high >= 0 && low >= 0) {
                at += 2;
                return high << 4 | low;
            }
        }
        return switch (letter) {
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'b' -> '\b';
            case 'a' -> 0x07;
            default -> letter;
        };
    }

    /** Reads up to the closing quote and past it. Returns false if there is none in the line. */
    private boolean readSingleQuoted(ByteArrayOutputStream word) {
        while (at < end) {
            byte next = line[at++];
            if (next == '\'') {
                return true;
            }
            if (next == '\\' && at < end && line[at] == '\'') {
                next = line[at++];
            }
            word.write(next);
        }
        return false;
    }

    private static int skipSpace(byte[] array, int from, int end) {
        int at = from;
        while (at < end && isSpace(array[at])) {
            at++;
        }
        return at;
    }

    /** Vertical tabs and form feeds separate words, too, but end none that has begun: so does Redis. */
    private static boolean isSpace(byte b) {
        return endsWord(b) || b == 0x0b || b == '\f';
    }

    private static boolean endsWord(byte b) {
        return b == ' ' || b == '\t' || b == '\r' || b == '\n';
    }
}
