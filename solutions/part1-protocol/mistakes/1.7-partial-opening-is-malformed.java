import java.util.List;

/**
 * Compares the whole opening at once, and rejects one that has not fully arrived. {@code LOA} then closes the
 * connection of a client that sends slowly, or whose bytes the network cut there.
 *
 * @sees {@code Malformed} for {@code L} and {@code LOA}, where the test expects {@code Incomplete}
 * @probably an opening that has not fully arrived is rejected, although {@code LOA} may still become {@code LOAD$}
 */
class TextCodec {
    private Parsed<Line> readLine(ByteCursor in, Scan scan, List<Form> forms) {
        Form form = form(in, forms);
        if (form != null && in.remaining() < form.opening.length) {
            return new Malformed<>("neither STORE nor LOAD", 0);
        }
        int separator = scan.separator;
        for (int at = scan.seen; at < in.remaining(); at++) {
            int b = in.peek(at);
            if (form == null || (at < form.opening.length && b != form.opening[at])) {
                return unexpected(b, at);
            }
            if (at < form.opening.length) {
                continue;
            }
            if (b == '\n' && (form.words < 2 || separator > 0)) {
                return new Complete<>(new Line(form, separator, at));
            }
            if (b == '$' && form.words == 2 && separator == 0) {
                separator = at;
            } else if (b < 'a' || b > 'z' || form.words == 0) {
                return unexpected(b, at);
            } else if (at - wordStart(form, separator) == maxWordBytes(form, separator)) {
                return new Malformed<>("a word is longer than the limit of " + maxWordBytes(form, separator) + " bytes", at);
            }
        }
        scan.seen = in.remaining();
        scan.separator = separator;
        return new Incomplete<>(1);
    }
}
