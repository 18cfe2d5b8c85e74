package kvs.protocol;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The text protocol said the slow, obviously right way: a regular expression for each direction. A regular expression
 * engine that ran out of input without a match ({@link Matcher#hitEnd}) could still have matched a longer one.
 */
final class TextViability {
    private final Pattern language;

    private TextViability(String language) {
        this.language = Pattern.compile(language);
    }

    static TextViability ofRequests(Limits limits) {
        String key = "[a-z]{0," + limits.maxKeyBytes() + "}";
        String value = "[a-z]{0," + limits.maxValueBytes() + "}";
        return new TextViability("STORE\\$" + key + "\\$" + value + "\n|LOAD\\$" + key + "\n");
    }

    static TextViability ofResponses(Limits limits) {
        return new TextViability("DONE\n|FOUND\\$[a-z]{0," + limits.maxValueBytes() + "}\n|NOTFOUND\n");
    }

    /** What a parser must answer to {@code bytes}, one character a byte: complete, incomplete or malformed. */
    String answer(String bytes) {
        for (int end = 0; end <= bytes.length(); end++) {
            Matcher matcher = language.matcher(bytes.substring(0, end));
            if (matcher.matches()) {
                return "complete, " + end + " bytes";
            }
            if (!matcher.hitEnd()) {
                return "malformed at " + (end - 1);
            }
        }
        return "incomplete";
    }

    /** The same words for what a parser did answer. */
    static String said(Parsed<?> parsed, ByteCursor in) {
        return switch (parsed) {
            case Parsed.Complete<?> _ -> "complete, " + in.position() + " bytes";
            case Parsed.Incomplete<?> _ -> "incomplete";
            case Parsed.Malformed<?>(String _, int offset) -> "malformed at " + offset;
        };
    }
}
