import java.util.List;

/**
 * Notes in the scan how far it looked, and not where it saw the {@code $}. The try that brings the {@code \n} starts
 * behind the separator and believes that there was none.
 *
 * @sees {@code Malformed} at the {@code \n} of a STORE that came in two reads
 * @probably the next try starts behind the {@code $} and has to be told that there was one, and where
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
            if (b == '$' && form.words == 2 && separator == 0) {
                separator = at;
            } else if (b < 'a' || b > 'z' || form.words == 0) {
                return unexpected(b, at);
            } else if (at - wordStart(form, separator) == maxWordBytes(form, separator)) {
                return new Malformed<>("a word above the limit of " + maxWordBytes(form, separator) + " bytes", at);
            }
        }
        scan.seen = in.remaining();
        return new Incomplete<>(1);
    }
}
