package kvs.workbook.course;

/** Where the lines of a text begin and end. Lines end with LF or CRLF; the offsets are chars. */
final class Lines {

    private Lines() {}

    /** The number of the line, from 1, that holds the offset. */
    static int number(String text, int offset) {
        int line = 1;
        for (int i = text.indexOf('\n'); i >= 0 && i < offset; i = text.indexOf('\n', i + 1)) {
            line++;
        }
        return line;
    }

    /** The offset of the first char of the line that holds the offset. */
    static int start(String text, int offset) {
        return offset == 0 ? 0 : text.lastIndexOf('\n', offset - 1) + 1;
    }

    /** The offset behind the last char of the line that holds the offset, in front of its line break. */
    static int end(String text, int offset) {
        int lf = text.indexOf('\n', offset);
        if (lf < 0) {
            return text.length();
        }
        return lf > offset && text.charAt(lf - 1) == '\r' ? lf - 1 : lf;
    }

    /** The offset of the first char of the next line; the length of the text when there is none. */
    static int next(String text, int offset) {
        int lf = text.indexOf('\n', offset);
        return lf < 0 ? text.length() : lf + 1;
    }

    /** The line that holds the offset, without its line break. */
    static String at(String text, int offset) {
        return text.substring(start(text, offset), end(text, offset));
    }

    /** The white space that the line with this offset begins with. */
    static String indent(String text, int offset) {
        int start = start(text, offset);
        int end = start;
        while (end < text.length() && (text.charAt(end) == ' ' || text.charAt(end) == '\t')) {
            end++;
        }
        return text.substring(start, end);
    }

    /** The line break that the text uses, judged by its first. */
    static String breakOf(String text) {
        int lf = text.indexOf('\n');
        return lf > 0 && text.charAt(lf - 1) == '\r' ? "\r\n" : "\n";
    }

    /** The piece with the line breaks of the text that it is to become a part of. */
    static String adapt(String piece, String text) {
        String plain = piece.replace("\r\n", "\n");
        String lineBreak = breakOf(text);
        return lineBreak.equals("\n") ? plain : plain.replace("\n", lineBreak);
    }
}
