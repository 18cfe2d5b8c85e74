import java.util.List;

/**
 * Takes every {@code $} behind the opening for the separator, however many words the form has. {@code LOAD$key$value}
 * becomes a request for the key {@code key$value}.
 *
 * @sees a command where the test expects {@code Malformed} at the second {@code $}
 * @probably a LOAD has one word and a STORE two, so a {@code $} can be one too many
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
                return new Malformed<>("a word above the limit of " + maxWordBytes(form, separator) + " bytes", at);
            }
        }
        scan.seen = in.remaining();
        scan.separator = separator;
        return new Incomplete<>(1);
    }
}
