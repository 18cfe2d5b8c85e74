import java.util.List;

/**
 * Accepts a word of any length. One connection that sends {@code LOAD$aaaa} and never a {@code \n} fills the
 * memory of the server.
 *
 * @shipped the key-value store example of seastar-rs, whose README allows words "of any length"
 * @sees {@code Incomplete} for a key of five letters where four are the limit
 * @probably a word grows beyond {@code maxWordBytes(form, separator)} letters: its letters are not counted, or the
 *     comparison is off by one
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
            }
        }
        scan.seen = in.remaining();
        scan.separator = separator;
        return new Incomplete<>(1);
    }
}
