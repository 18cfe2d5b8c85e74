package kvs.workbook.course;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Replacements in one text, given in offsets of that text and carried out together. What no replacement covers stays
 * byte for byte.
 */
final class Edits {

    private record Edit(int start, int end, String text) {}

    /** A text after its replacements, and where its lines come from. */
    record Edited(String text, LineMap lines) {}

    private final String text;
    private final List<Edit> edits = new ArrayList<>();

    Edits(String text) {
        this.text = text;
    }

    void replace(Span span, String replacement) {
        edits.add(new Edit(span.start(), span.end(), replacement));
    }

    /** Several insertions at one offset come out in the order in which they were made. */
    void insert(int offset, String insertion) {
        edits.add(new Edit(offset, offset, insertion));
    }

    Edited apply() {
        if (edits.isEmpty()) {
            return new Edited(text, LineMap.identity());
        }
        edits.sort(Comparator.comparingInt(Edit::start));
        var out = new StringBuilder();
        // Source line of each line of the output; a line belongs to the text that its first char comes from.
        var lines = IntStream.builder();
        lines.add(1);
        int at = 0;
        int line = 1;
        for (Edit edit : edits) {
            if (edit.start < at) {
                throw new IllegalStateException("two replacements overlap at offset " + edit.start);
            }
            line = copy(at, edit.start, line, out, lines);
            for (int i = 0; i < edit.text.length(); i++) {
                if (edit.text.charAt(i) == '\n') {
                    // What follows the last inserted line break is the learner's text again.
                    boolean last = i == edit.text.length() - 1;
                    lines.add(last ? line + breaks(edit.start, edit.end) : line);
                }
            }
            out.append(edit.text);
            line += breaks(edit.start, edit.end);
            at = edit.end;
        }
        copy(at, text.length(), line, out, lines);
        return new Edited(out.toString(), LineMap.of(lines.build().toArray()));
    }

    private int copy(int from, int to, int line, StringBuilder out, IntStream.Builder lines) {
        int now = line;
        for (int i = from; i < to; i++) {
            if (text.charAt(i) == '\n') {
                lines.add(++now);
            }
        }
        out.append(text, from, to);
        return now;
    }

    private int breaks(int from, int to) {
        return (int) text.substring(from, to).chars().filter(c -> c == '\n').count();
    }
}
