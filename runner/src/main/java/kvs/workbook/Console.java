package kvs.workbook;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a person reads: colour where it is welcome, and lines no wider than the terminal.
 *
 * @param columns the width of the terminal
 * @param colour whether escape sequences are welcome: a terminal, no {@code NO_COLOR}, no {@code --plain}
 */
record Console(PrintStream out, int columns, boolean colour) {
    private static final int NARROWEST = 20;
    private static final int WIDEST_PROSE = 100;

    enum Style {
        BOLD("1"),
        DIM("2"),
        GREEN("32"),
        YELLOW("33"),
        RED("31"),
        CYAN("36");

        private final String code;

        Style(String code) {
            this.code = code;
        }
    }

    String styled(Style style, String text) {
        return colour ? "\u001b[" + style.code + "m" + text + "\u001b[0m" : text;
    }

    void line() {
        out.println();
    }

    /** As it is: for what must not be broken. */
    void line(String text) {
        out.println(text);
    }

    void line(Style style, String text) {
        out.println(styled(style, text));
    }

    /** Prose, broken between words; lines after the first are indented by {@code hanging}. */
    void prose(String text, int hanging) {
        wrap(text, hanging).forEach(out::println);
    }

    void prose(Style style, String text, int hanging) {
        wrap(text, hanging).forEach(line -> out.println(styled(style, line)));
    }

    /** A label in a column of its own, and prose beside it. */
    void labelled(String label, String text) {
        boolean fits = 12 + text.length() <= columns;
        if (!fits && text.indexOf(' ') < 0) {
            // A path stays in one piece, so that a terminal can open it.
            out.println("  " + styled(Style.DIM, label));
            out.println("  " + text);
            return;
        }
        List<String> lines = wrap("  " + pad(label, 10) + text.replace("\n", "\n" + " ".repeat(12)), 12, 12);
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            out.println(
                    i == 0
                            ? line.replaceFirst(
                                    Pattern.quote(label), Matcher.quoteReplacement(styled(Style.DIM, label)))
                            : line);
        }
    }

    static String pad(String text, int width) {
        return text.length() >= width ? text + " " : text + " ".repeat(width - text.length());
    }

    List<String> wrap(String text, int hanging) {
        return wrap(text, hanging, 0);
    }

    /** Never breaks within the first {@code whole} characters, or the blanks that a paragraph opens with. */
    private List<String> wrap(String text, int hanging, int whole) {
        int width = Math.max(NARROWEST, Math.min(columns, WIDEST_PROSE));
        List<String> lines = new ArrayList<>();
        for (String paragraph : text.split("\n", -1)) {
            String rest = paragraph;
            String indent = "";
            while (indent.length() + rest.length() > width) {
                int from = indent.isEmpty()
                        ? Math.max(whole, rest.length() - rest.stripLeading().length())
                        : 0;
                int space = rest.lastIndexOf(' ', width - indent.length());
                if (space <= from) {
                    space = rest.indexOf(' ', from + 1);
                }
                if (space < 0) {
                    break;
                }
                lines.add(indent + rest.substring(0, space).stripTrailing());
                rest = rest.substring(space + 1).stripLeading();
                indent = " ".repeat(Math.min(hanging, width / 3));
            }
            lines.add(indent + rest);
        }
        return lines;
    }
}
