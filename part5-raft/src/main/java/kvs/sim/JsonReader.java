package kvs.sim;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads one JSON object (RFC 8259) from a line of a trace. Objects become maps, arrays lists, numbers {@code Double}s,
 * and {@code null} becomes {@link #NULL}. Strict: what a browser's {@code JSON.parse} refuses is refused here.
 */
final class JsonReader {
    /** Stands for {@code null}, which maps and lists here do not hold. */
    static final Object NULL = new Object();

    private static final int MAX_DEPTH = 64;
    private static final Pattern NUMBER = Pattern.compile("-?(?:0|[1-9][0-9]*)(?:\\.[0-9]+)?(?:[eE][+-]?[0-9]+)?");

    private final String text;
    private int at;
    private int depth;

    private JsonReader(String text) {
        this.text = text;
    }

    /**
     * Returns the object that a line holds.
     *
     * @throws IllegalArgumentException if the line holds anything else; the message names the column, counted from 1
     */
    static Map<String, Object> object(String line) {
        JsonReader reader = new JsonReader(line);
        reader.skipBlanks();
        if (reader.peek() != '{') {
            throw reader.expected("'{'");
        }
        Map<String, Object> object = reader.readObject();
        reader.skipBlanks();
        if (reader.at < line.length()) {
            throw reader.expected("the end of the line");
        }
        return object;
    }

    private Object readValue() {
        skipBlanks();
        return switch (peek()) {
            case '{' -> readObject();
            case '[' -> readArray();
            case '"' -> readString();
            case 't' -> readWord("true", true);
            case 'f' -> readWord("false", false);
            case 'n' -> readWord("null", NULL);
            default -> readNumber();
        };
    }

    private Map<String, Object> readObject() {
        enter();
        Map<String, Object> object = new LinkedHashMap<>();
        if (!endsWith('}')) {
            do {
                skipBlanks();
                String name = readString();
                skipBlanks();
                require(':');
                object.put(name, readValue());
            } while (continues('}'));
        }
        depth--;
        return object;
    }

    private List<Object> readArray() {
        enter();
        List<Object> array = new ArrayList<>();
        if (!endsWith(']')) {
            do {
                array.add(readValue());
            } while (continues(']'));
        }
        depth--;
        return array;
    }

    private void enter() {
        at++;
        if (++depth > MAX_DEPTH) {
            throw new IllegalArgumentException("more than " + MAX_DEPTH + " brackets are nested at column " + at);
        }
    }

    private boolean endsWith(char end) {
        skipBlanks();
        if (peek() != end) {
            return false;
        }
        at++;
        return true;
    }

    private boolean continues(char end) {
        skipBlanks();
        if (peek() == ',') {
            at++;
            return true;
        }
        require(end);
        return false;
    }

    private String readString() {
        require('"');
        StringBuilder string = new StringBuilder();
        while (peek() != '"') {
            char c = peek();
            if (c < ' ') {
                throw expected("'\"'");
            }
            at++;
            string.append(c == '\\' ? readEscape() : c);
        }
        at++;
        return string.toString();
    }

    private char readEscape() {
        char c = peek();
        at++;
        return switch (c) {
            case '"', '\\', '/' -> c;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> readHex();
            default -> {
                at--;
                throw expected("an escape");
            }
        };
    }

    private char readHex() {
        int value = 0;
        for (int i = 0; i < 4; i++) {
            char c = peek();
            int digit = c <= 'f' ? Character.digit(c, 16) : -1;
            if (digit < 0) {
                throw expected("a hexadecimal digit");
            }
            value = value << 4 | digit;
            at++;
        }
        return (char) value;
    }

    private Object readWord(String word, Object value) {
        if (!text.startsWith(word, at)) {
            throw expected("'" + word + "'");
        }
        at += word.length();
        return value;
    }

    private Double readNumber() {
        Matcher number = NUMBER.matcher(text).region(at, text.length());
        if (!number.lookingAt()) {
            throw expected("a value");
        }
        at = number.end();
        return Double.valueOf(number.group());
    }

    private void skipBlanks() {
        while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }

    /** Returns the next character, or NUL at the end, which is valid nowhere in JSON. */
    private char peek() {
        return at < text.length() ? text.charAt(at) : 0;
    }

    private void require(char c) {
        if (peek() != c) {
            throw expected("'" + c + "'");
        }
        at++;
    }

    private IllegalArgumentException expected(String what) {
        String found = at < text.length() ? "found '" + text.charAt(at) + "'" : "the line ends";
        return new IllegalArgumentException("at column " + (at + 1) + ", expected " + what + ", " + found);
    }
}
