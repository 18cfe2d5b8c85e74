import java.util.List;

/**
 * Accepts a {@code $} after the opening as the separator in every form. {@code LOAD$key$value} becomes a request for
 * the key {@code key$value}.
 *
 * @sees a command where the test expects {@code Malformed} at the second {@code $}
 * @probably a {@code $} too many is accepted: a LOAD has one word, a STORE has two
 */
class TextCodec {
    private Parsed<Line> readLine(ByteCursor in, Scan scan, List<Form> forms) {
        Form form = form(in, forms);
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
            if (b == '$') {
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
