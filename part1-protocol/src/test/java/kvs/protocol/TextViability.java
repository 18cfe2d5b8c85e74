package kvs.protocol;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A slow and obviously correct model of the text protocol: a regular expression for each direction. When the engine
 * runs out of input without a match ({@link Matcher#hitEnd}), a longer input could still match.
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

    /** Returns the answer that a parser must give to {@code bytes}, one character per byte. */
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

    /** Describes the answer of a parser in the same words. */
    static String said(Parsed<?> parsed, ByteCursor in) {
        return switch (parsed) {
            case Parsed.Complete<?> _ -> "complete, " + in.position() + " bytes";
            case Parsed.Incomplete<?> _ -> "incomplete";
            case Parsed.Malformed<?>(String _, int offset) -> "malformed at " + offset;
        };
    }
}
