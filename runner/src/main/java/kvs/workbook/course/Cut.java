package kvs.workbook.course;

/** Takes whole lines out of a text so that no hole is left: of two blank lines that would meet, one goes. */
final class Cut {

    private Cut() {}

    /**
     * The stretch to remove for a member or an import: its lines, a comment behind it, and one blank line where one
     * would be too many. Where something else is on its line, only the member itself.
     */
    static Span lines(String text, Span span) {
        int start = Lines.start(text, span.start());
        int end = Lines.end(text, span.end());
        String before = text.substring(start, span.start());
        String after = text.substring(span.end(), end).strip();
        if (!before.isBlank() || !(after.isEmpty() || after.startsWith("//"))) {
            return span;
        }
        int next = Lines.next(text, end);
        boolean blankBefore = start > 0 && Lines.at(text, start - 1).isBlank();
        boolean blankAfter = next < text.length() && Lines.at(text, next).isBlank();
        boolean closes = next >= text.length() || Lines.at(text, next).strip().startsWith("}");
        boolean opens = start == 0 || Lines.at(text, start - 1).strip().endsWith("{");
        if (blankBefore && (blankAfter || closes)) {
            return new Span(Lines.start(text, start - 1), next);
        }
        return new Span(start, blankAfter && opens ? Lines.next(text, next) : next);
    }

    static String out(String text, Span span) {
        return text.substring(0, span.start()) + text.substring(span.end());
    }
}
