import java.util.List;

/**
 * Forgets that a form can have no words. {@code DONE} and {@code NOTFOUND} are lines of a server, which this method
 * reads as well, and what stands between them and the {@code \n} is taken for a word.
 *
 * @sees an {@code Ok} with a value for {@code DONEx}, where the test expects {@code Malformed} at the x
 * @probably letters behind the opening are let in even where {@code form.words} is 0
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
            } else if (b < 'a' || b > 'z') {
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
