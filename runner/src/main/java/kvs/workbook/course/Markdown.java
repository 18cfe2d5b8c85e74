package kvs.workbook.course;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The lines of a Markdown file, and which of them are code: a heading or a directive inside of a fence is neither.
 *
 * @param lines without their line breaks
 */
record Markdown(List<String> lines, List<Boolean> code) {

    /** A heading, with the index of its line. */
    record Heading(int level, String text, int index) {}

    static Markdown of(String text) {
        List<String> lines = text.lines().toList();
        var code = new ArrayList<Boolean>();
        String fence = "";
        for (String line : lines) {
            String stripped = line.strip();
            String marks = fenceOf(stripped);
            boolean closes = !fence.isEmpty() && stripped.equals(marks) && marks.startsWith(fence);
            code.add(!fence.isEmpty() || !marks.isEmpty());
            if (closes) {
                fence = "";
            } else if (fence.isEmpty()) {
                fence = marks;
            }
        }
        return new Markdown(lines, code);
    }

    /** The backticks or tildes that a fence's line begins with; empty for any other line. */
    static String fenceOf(String stripped) {
        int end = 0;
        while (end < stripped.length()
                && stripped.charAt(end) == stripped.charAt(0)
                && "`~".indexOf(stripped.charAt(0)) >= 0) {
            end++;
        }
        return end >= 3 ? stripped.substring(0, end) : "";
    }

    boolean isCode(int index) {
        return code.get(index);
    }

    List<Heading> headings() {
        var headings = new ArrayList<Heading>();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            int level = 0;
            while (level < line.length() && line.charAt(level) == '#') {
                level++;
            }
            boolean heading = level >= 1 && level <= 6 && line.length() > level && line.charAt(level) == ' ';
            if (heading && !isCode(i)) {
                headings.add(new Heading(level, line.substring(level).strip(), i));
            }
        }
        return headings;
    }

    /**
     * The anchors that a link to this page may end with: as GitHub makes them of the headings, and those that a heading
     * gives itself, as VitePress allows, {@code ## The cursor {#cursor}}.
     */
    Set<String> anchors() {
        var anchors = new HashSet<String>();
        Map<String, Integer> seen = new HashMap<>();
        for (Heading heading : headings()) {
            int own = heading.text().lastIndexOf("{#");
            if (own >= 0 && heading.text().endsWith("}")) {
                anchors.add(heading.text().substring(own + 2, heading.text().length() - 1));
            } else {
                String slug = slug(heading.text());
                int before = seen.merge(slug, 1, Integer::sum) - 1;
                anchors.add(before == 0 ? slug : slug + "-" + before);
            }
        }
        return anchors;
    }

    private static String slug(String heading) {
        var slug = new StringBuilder();
        heading.toLowerCase(Locale.ROOT).codePoints().forEach(c -> {
            if (c == ' ') {
                slug.append('-');
            } else if (Character.isLetterOrDigit(c) || c == '-' || c == '_') {
                slug.appendCodePoint(c);
            }
        });
        return slug.toString();
    }
}
