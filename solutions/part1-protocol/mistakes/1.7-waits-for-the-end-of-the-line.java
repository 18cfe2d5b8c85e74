import java.util.List;

/**
 * Waits for a {@code \n} before it checks any byte, as {@code readLine} of a library does. {@code STTORE} can no longer
 * become a request, but the server keeps the bytes and waits until the sender closes the connection.
 *
 * @sees {@code Incomplete} for {@code STTORE} and for a word that is too long
 * @probably no byte is checked before the end of the line, and a client need never send one
 */
class TextCodec {
    private Parsed<Line> readLine(ByteCursor in, Scan scan, List<Form> forms) {
        int end = scan.seen;
        while (end < in.remaining() && in.peek(end) != '\n') {
            end++;
        }
        if (end == in.remaining()) {
            scan.seen = end;
            return new Incomplete<>(1);
        }
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
        return new Incomplete<>(1);
    }
}
