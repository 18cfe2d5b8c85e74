package kvs.resp;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * A conversation with a server of Redis, as text.
 *
 * <pre>
 *   script := (comment | step | empty line)*
 *   step   := "&gt; " word (" " word)*       the command
 *             answer                      as RecordingReplies shows it; none in a script that is to be recorded
 * </pre>
 *
 * <p>A word {@code ""} is empty. {@code \s} is a blank, {@code \r} and {@code \n} are those bytes, <code>\\</code> is a
 * backslash, and {@code \x00} is a byte in hex.
 */
final class Script {
    /** The scripts, each of which was recorded with redis-server 7.0.15. */
    static final String FOLDER = "redis-7.0.15";

    private Script() {}

    /** @param line the number of the line with the command, from 1 */
    record Step(int line, String command, String answer) {
        String[] words() {
            String[] words = command.split(" ", -1);
            for (int i = 0; i < words.length; i++) {
                words[i] = words[i].equals("\"\"") ? "" : unescape(words[i]);
            }
            return words;
        }
    }

    static List<String> lines(String name) throws IOException {
        try (InputStream in = Objects.requireNonNull(Script.class.getResourceAsStream("/" + FOLDER + "/" + name))) {
            return new String(in.readAllBytes(), StandardCharsets.US_ASCII)
                    .lines()
                    .toList();
        }
    }

    static List<Step> steps(String name) throws IOException {
        List<String> lines = lines(name);
        List<Step> steps = new ArrayList<>();
        for (int i = 0; i + 1 < lines.size(); i++) {
            if (lines.get(i).startsWith("> ")) {
                steps.add(new Step(i + 1, lines.get(i).substring(2), lines.get(i + 1)));
            }
        }
        return steps;
    }

    static String unescape(String word) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < word.length(); i++) {
            char letter = word.charAt(i);
            if (letter != '\\') {
                text.append(letter);
                continue;
            }
            switch (word.charAt(++i)) {
                case 's' -> text.append(' ');
                case 'r' -> text.append('\r');
                case 'n' -> text.append('\n');
                case '\\' -> text.append('\\');
                case 'x' -> {
                    text.append((char) Integer.parseInt(word.substring(i + 1, i + 3), 16));
                    i += 2;
                }
                default -> throw new IllegalArgumentException("unknown escape in " + word);
            }
        }
        return text.toString();
    }

    /** Returns an answer so that it stands in one line of ASCII. */
    static String escape(String answer) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < answer.length(); i++) {
            char letter = answer.charAt(i);
            if (letter < ' ' || letter > '~') {
                text.append(String.format(Locale.ROOT, "\\x%02x", (int) letter));
            } else {
                text.append(letter == '\\' ? "\\\\" : String.valueOf(letter));
            }
        }
        return text.toString();
    }
}
