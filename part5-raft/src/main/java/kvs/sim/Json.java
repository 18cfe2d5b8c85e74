package kvs.sim;

import java.util.List;

/** An object in JSON, built field by field: numbers, booleans, texts, lists, and objects. For one thread. */
public final class Json {
    private final StringBuilder text = new StringBuilder("{");

    /** Adds a field. */
    public Json add(String name, Object value) {
        if (!isEmpty()) {
            text.append(',');
        }
        appendText(name);
        text.append(':');
        append(value);
        return this;
    }

    boolean isEmpty() {
        return text.length() == 1;
    }

    private void append(Object value) {
        switch (value) {
            case Number number -> text.append(number);
            case Boolean truth -> text.append(truth);
            case Json object -> text.append(object);
            case List<?> list -> {
                text.append('[');
                for (int i = 0; i < list.size(); i++) {
                    if (i > 0) {
                        text.append(',');
                    }
                    append(list.get(i));
                }
                text.append(']');
            }
            default -> appendText(value.toString());
        }
    }

    private void appendText(String value) {
        text.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                text.append('\\').append(c);
            } else if (c < ' ') {
                text.append(String.format("\\u%04x", (int) c));
            } else {
                text.append(c);
            }
        }
        text.append('"');
    }

    @Override
    public String toString() {
        return text + "}";
    }
}
