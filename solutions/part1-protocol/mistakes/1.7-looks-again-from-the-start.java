import java.util.List;

/**
 * Starts at the first byte of the line at each try. No answer changes, but a line of n bytes that come one by one
 * costs about n²/2 looks, and the sender decides how big n is.
 *
 * @shipped the mini-redis of the tokio guide, which checks an unfinished frame from its first byte at every read
 * @sees 14 bytes looked at where only one is new
 * @probably each try starts at offset 0, though {@code scan.seen} bytes were found good before
 */
class TextCodec {
    private Parsed<Line> readLine(ByteCursor in, Scan scan, List<Form> forms) {
        Form form = form(in, forms);
        int separator = 0;
        for (int at = 0; at < in.remaining(); at++) {
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
        scan.separator = separator;
        return new Incomplete<>(1);
    }
}
