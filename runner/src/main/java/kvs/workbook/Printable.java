package kvs.workbook;

/**
 * Text that may be shown on a terminal. What tests and learners' code say may hold control characters, which a terminal
 * obeys: it rings, changes colour, moves the cursor, or takes what follows for a command.
 */
final class Printable {
    private Printable() {}

    /**
     * The text with control characters and halves of surrogate pairs as escapes, such as {@code \x1b}. Line feeds and
     * tabs stay; a carriage return in front of a line feed is dropped.
     */
    static String of(String text) {
        StringBuilder printable = new StringBuilder(text.length());
        text.replace("\r\n", "\n").codePoints().forEach(c -> {
            if (c == '\n' || c == '\t' || !isHarmful(c)) {
                printable.appendCodePoint(c);
            } else {
                printable.append(escape(c));
            }
        });
        return printable.toString();
    }

    private static boolean isHarmful(int c) {
        return switch (Character.getType(c)) {
            // C0 and C1; a surrogate without its other half; separators that some terminals break a line at.
            case Character.CONTROL, Character.SURROGATE, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR ->
                true;
            // Of the invisible characters, those that turn the direction in which the line is written.
            case Character.FORMAT -> (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
            default -> false;
        };
    }

    private static String escape(int c) {
        return switch (c) {
            case 0 -> "\\0";
            case 7 -> "\\a";
            case '\b' -> "\\b";
            case '\r' -> "\\r";
            default -> c < 0x100 ? "\\x%02x".formatted(c) : "\\u%04x".formatted(c);
        };
    }
}
