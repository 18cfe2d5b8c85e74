package kvs.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import kvs.protocol.Bytes;
import picocli.CommandLine.TypeConversionException;

/**
 * The arguments of a command line, byte for byte. An argument is a sequence of bytes, and Java decodes it by the locale: what
 * the locale cannot express becomes a replacement character, so that two arguments can become equal.
 *
 * <p>Linux shows the bytes of a process's arguments, which are decoded here as UTF-8 in any locale. A byte that is not
 * UTF-8 becomes one char, a low surrogate without a high one, which no other argument contains (Python, PEP 383):
 *
 * <pre>
 *   argument := { a character in UTF-8 | other }       6b e9      k, and é in Latin-1
 *   other    := U+DC00 + byte                          k \udce9
 * </pre>
 *
 * <p>Only {@link #bytes} accepts such chars. Other systems do not show the bytes; there, an argument with a replacement
 * character is rejected.
 */
final class Arguments {
    private static final Path OF_THIS_PROCESS = Path.of("/proc/self/cmdline");

    private static final char REPLACEMENT = '\ufffd';
    private static final int OTHER = 0xdc00;

    private Arguments() {}

    /**
     * Returns the arguments as they were typed.
     *
     * @param words the arguments as Java has decoded them
     * @throws IllegalArgumentException with a sentence for the user, if Java has lost bytes that cannot be recovered
     */
    static String[] asTyped(String... words) {
        return asTyped(OF_THIS_PROCESS, words);
    }

    /** @param process the command line of the process, with a zero byte after each word */
    static String[] asTyped(Path process, String... words) {
        boolean plain = true;
        for (String word : words) {
            plain &= isPlain(word);
        }
        if (plain) {
            return words;
        }
        List<byte[]> all = split(process);
        List<byte[]> typed = all.subList(Math.max(0, all.size() - words.length), all.size());
        if (areTheSame(typed, words)) {
            return typed.stream().map(Arguments::decode).toArray(String[]::new);
        }
        for (String word : words) {
            if (word.indexOf(REPLACEMENT) >= 0) {
                throw new IllegalArgumentException("an argument has bytes that are not text in this locale ("
                        + System.getProperty("sun.jnu.encoding") + "): \"" + word
                        + "\"; use UTF-8, and a locale with UTF-8, such as LC_ALL=C.UTF-8");
            }
        }
        return words;
    }

    /** Returns whether no locale can have changed a word: some put a question mark for what they cannot express. */
    private static boolean isPlain(String word) {
        return word.chars().allMatch(c -> c < 0x80 && c != '?');
    }

    /** Returns the words of a command line; none if the system does not show it. */
    private static List<byte[]> split(Path process) {
        List<byte[]> words = new ArrayList<>();
        try {
            ByteArrayOutputStream word = new ByteArrayOutputStream();
            for (byte each : Files.readAllBytes(process)) {
                if (each == 0) {
                    words.add(word.toByteArray());
                    word.reset();
                } else {
                    word.write(each);
                }
            }
        } catch (IOException _) {
            words.clear();
        }
        return words;
    }

    /** Returns whether these can be the same words. Those in an argument file of the JVM are not in its command line. */
    private static boolean areTheSame(List<byte[]> typed, String[] words) {
        if (typed.size() != words.length) {
            return false;
        }
        for (int i = 0; i < words.length; i++) {
            String text = decode(typed.get(i));
            boolean ascii = text.chars().allMatch(c -> c < 0x80);
            if (ascii ? !text.equals(words[i]) : isPlain(words[i])) {
                return false;
            }
        }
        return true;
    }

    private static String decode(byte[] bytes) {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        ByteBuffer in = ByteBuffer.wrap(bytes);
        // At most one char for each byte.
        CharBuffer out = CharBuffer.allocate(bytes.length);
        for (CoderResult result = decoder.decode(in, out, true);
                result.isMalformed();
                result = decoder.decode(in, out, true)) {
            for (int i = 0; i < result.length(); i++) {
                out.put((char) (OTHER | (in.get() & 0xff)));
            }
        }
        return out.flip().toString();
    }

    /** Returns an argument whose first character is not an option's dash, and whose {@link #bytes} are the same. */
    static String withoutDash(String word) {
        return (char) (OTHER | '-') + word.substring(1);
    }

    private static boolean isOther(int codePoint) {
        return (codePoint & ~0xff) == OTHER;
    }

    /** Returns the bytes of an argument. */
    static Bytes bytes(String word) {
        if (word.codePoints().noneMatch(Arguments::isOther)) {
            return Bytes.utf8(word);
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        word.codePoints().forEach(c -> {
            if (isOther(c)) {
                bytes.write(c & 0xff);
            } else {
                bytes.writeBytes(Character.toString(c).getBytes(StandardCharsets.UTF_8));
            }
        });
        return Bytes.copyOf(bytes.toByteArray());
    }

    /** Returns an argument that must be text. */
    static String text(String word) {
        if (word.codePoints().anyMatch(Arguments::isOther)) {
            throw new TypeConversionException("\"" + shown(word) + "\" has bytes that are not UTF-8");
        }
        return word;
    }

    /** Returns the path that an argument names. */
    static Path path(String word) {
        try {
            return Path.of(word);
        } catch (InvalidPathException _) {
            throw new TypeConversionException(
                    "\"" + shown(word) + "\" cannot name a file here: the locale has the encoding "
                            + System.getProperty("sun.jnu.encoding")
                            + "; use a name in UTF-8, and a locale with UTF-8, such as LC_ALL=C.UTF-8");
        }
    }

    private static String shown(String word) {
        StringBuilder shown = new StringBuilder();
        word.codePoints().forEach(c -> shown.appendCodePoint(isOther(c) ? REPLACEMENT : c));
        return shown.toString();
    }

    /**
     * Checks that Java knows the working directory. A name that the locale cannot express becomes another one, and relative
     * paths then lead to a directory of that name.
     */
    static void requireWorkingDirectory() throws IOException {
        Path here = Path.of("").toAbsolutePath();
        Path real = Path.of("/proc/self/cwd");
        boolean known = Files.exists(real)
                ? Files.exists(here) && Files.isSameFile(real, here)
                : here.toString().indexOf(REPLACEMENT) < 0;
        if (!known) {
            throw new IOException(
                    "the name of the working directory, " + here + ", cannot be expressed in this locale ("
                            + System.getProperty("sun.jnu.encoding")
                            + "): use a name in UTF-8, and a locale with UTF-8, such as LC_ALL=C.UTF-8");
        }
    }
}
