import java.util.List;

/**
 * Asks the JDK whether the byte is a letter. {@code K} is one and, read as Latin-1, the byte {@code e9}, too; this
 * protocol has only the 26 from a to z.
 *
 * @sees {@code Incomplete} for {@code LOAD$Key}, where the test expects {@code Malformed} at the K
 * @probably more bytes than a to z are accepted, as {@code Character.isLetter} and {@code isLowerCase} do
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
            } else if (!Character.isLetter(b) || form.words == 0) {
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
