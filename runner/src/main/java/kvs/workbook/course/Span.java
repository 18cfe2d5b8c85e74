package kvs.workbook.course;

/**
 * A stretch of a text: from {@code start} up to, not including, {@code end}, in chars.
 */
record Span(int start, int end) {

    Span {
        if (start < 0 || end < start) {
            throw new IllegalArgumentException("not a stretch of text: " + start + " to " + end);
        }
    }

    String in(String text) {
        return text.substring(start, end);
    }

    boolean contains(int offset) {
        return start <= offset && offset < end;
    }
}
