import java.util.List;

/**
 * Starts at the first byte of the line at each attempt. No answer changes, but a line of n bytes that come one by one
 * costs about n²/2 looks, and the sender chooses n.
 *
 * @shipped the mini-redis of the tokio guide, which checks an unfinished frame from its first byte at every read
 * @sees 14 bytes looked at where only one is new
 * @probably each attempt starts at offset 0, although {@code scan.seen} bytes have been checked before
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
                return new Malformed<>("a word is longer than the limit of " + maxWordBytes(form, separator) + " bytes", at);
            }
        }
        scan.seen = in.remaining();
        scan.separator = separator;
        return new Incomplete<>(1);
    }
}
