package kvs.workbook.course;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a page says about itself between two lines {@code ---}.
 *
 * <pre>
 * page  = "---" LF { key ":" value LF } "---" LF text
 * value = word | "[" [ word { "," word } ] "]"
 * </pre>
 *
 * @param values as written, in their order
 * @param lines the line of each key, from 1
 * @param text what follows
 * @param textLine the line of the file, from 1, that {@code text} begins with
 */
record FrontMatter(Path file, Map<String, String> values, Map<String, Integer> lines, String text, int textLine) {

    private static final String RULE = "---";

    static FrontMatter parse(Path file, String page) throws CourseException {
        List<String> all = page.lines().toList();
        if (all.isEmpty() || !all.getFirst().strip().equals(RULE)) {
            throw new CourseException(file, "does not begin with front matter between two lines ---");
        }
        var values = new LinkedHashMap<String, String>();
        var lines = new LinkedHashMap<String, Integer>();
        for (int i = 1; i < all.size(); i++) {
            String line = all.get(i).strip();
            if (line.equals(RULE)) {
                String text = String.join("\n", all.subList(i + 1, all.size()));
                return new FrontMatter(file, values, lines, text, i + 2);
            }
            int colon = line.indexOf(':');
            if (colon < 0 && !line.isEmpty()) {
                throw new CourseException(file, "line " + (i + 1) + " of the front matter is not 'key: value'");
            }
            if (colon >= 0) {
                String key = line.substring(0, colon).strip();
                values.put(key, unquoted(line.substring(colon + 1).strip()));
                lines.put(key, i + 1);
            }
        }
        throw new CourseException(file, "its front matter is not closed by a line ---");
    }

    String required(String key) throws CourseException {
        String value = values.getOrDefault(key, "");
        if (value.isEmpty()) {
            throw new CourseException(file, "its front matter has no " + key);
        }
        return value;
    }

    /** The words of a list; none when the key is not there. A single word needs no brackets. */
    List<String> list(String key) {
        String value = values.getOrDefault(key, "");
        String inner = value.startsWith("[") && value.endsWith("]") ? value.substring(1, value.length() - 1) : value;
        var words = new ArrayList<String>();
        for (String word : inner.split(",", -1)) {
            if (!word.isBlank()) {
                words.add(unquoted(word.strip()));
            }
        }
        return words;
    }

    int line(String key) {
        return lines.getOrDefault(key, 1);
    }

    private static String unquoted(String value) {
        boolean quoted = value.length() >= 2
                && (value.charAt(0) == '"' || value.charAt(0) == '\'')
                && value.charAt(value.length() - 1) == value.charAt(0);
        return quoted ? value.substring(1, value.length() - 1) : value;
    }
}
