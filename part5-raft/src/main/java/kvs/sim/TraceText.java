package kvs.sim;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A line of a trace as a sentence for a terminal. */
final class TraceText {
    private TraceText() {}

    /** Returns whether the line says more than that time passes. */
    static boolean isShown(String line) {
        Map<String, Object> event = JsonReader.object(line);
        return !"tick".equals(event.get("ev")) || event.containsKey("state");
    }

    static String of(String line, int width) {
        Map<String, Object> event = new LinkedHashMap<>(JsonReader.object(line));
        String head = number(event.remove("t")) + " µs  " + event.remove("ev");
        event.remove("n");
        String rest = event.entrySet().stream()
                .map(entry -> entry.getKey() + " " + text(entry.getValue()))
                .collect(Collectors.joining(", "));
        String all = head + ": " + rest;
        return all.length() <= width ? all : all.substring(0, width - 1) + "…";
    }

    private static String text(Object value) {
        return switch (value) {
            case Double number -> number(number);
            case Map<?, ?> fields ->
                fields.entrySet().stream()
                        .map(field -> field.getKey() + " " + text(field.getValue()))
                        .collect(Collectors.joining(", ", "{", "}"));
            case List<?> items -> items.stream().map(TraceText::text).collect(Collectors.joining(" ", "[", "]"));
            default -> String.valueOf(value);
        };
    }

    private static String number(@Nullable Object value) {
        return value instanceof Double number && number == Math.rint(number)
                ? String.valueOf(number.longValue())
                : String.valueOf(value);
    }
}
