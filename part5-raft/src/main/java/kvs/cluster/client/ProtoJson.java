package kvs.cluster.client;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.MapEntry;
import com.google.protobuf.MessageOrBuilder;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A protobuf message as JSON, under the names of the {@code .proto} file. Fields at their default are there, too, so that
 * a program finds the same fields each time; of a message within the message, only if it is set.
 *
 * <p>Integers are numbers. Those of kind {@code fixed64} are ids, for which a number in JSON is not exact enough: they are
 * 16 hexadecimal digits. Protobuf's own format is part of a library that brings two others.
 */
final class ProtoJson {
    private ProtoJson() {}

    static String of(MessageOrBuilder message) {
        StringBuilder out = new StringBuilder();
        append(out, message);
        return out.toString();
    }

    private static void append(StringBuilder out, MessageOrBuilder message) {
        out.append('{');
        String comma = "";
        for (FieldDescriptor field : message.getDescriptorForType().getFields()) {
            if (!field.isRepeated() && field.hasPresence() && !message.hasField(field)) {
                continue;
            }
            out.append(comma);
            comma = ",";
            append(out, field.getName());
            out.append(':');
            if (field.isMapField()) {
                appendMap(out, field, (List<?>) message.getField(field));
            } else if (field.isRepeated()) {
                appendList(out, field, (List<?>) message.getField(field));
            } else {
                append(out, field, message.getField(field));
            }
        }
        out.append('}');
    }

    private static void appendMap(StringBuilder out, FieldDescriptor field, List<?> entries) {
        Map<String, Object> sorted = new TreeMap<>();
        for (Object each : entries) {
            MapEntry<?, ?> entry = (MapEntry<?, ?>) each;
            sorted.put(String.valueOf(entry.getKey()), entry.getValue());
        }
        FieldDescriptor value = field.getMessageType().findFieldByName("value");
        String separator = "{";
        for (Map.Entry<String, Object> entry : sorted.entrySet()) {
            out.append(separator);
            append(out, entry.getKey());
            out.append(':');
            append(out, value, entry.getValue());
            separator = ",";
        }
        out.append(sorted.isEmpty() ? "{}" : "}");
    }

    private static void appendList(StringBuilder out, FieldDescriptor field, List<?> values) {
        out.append('[');
        String comma = "";
        for (Object value : values) {
            out.append(comma);
            append(out, field, value);
            comma = ",";
        }
        out.append(']');
    }

    private static void append(StringBuilder out, FieldDescriptor field, Object value) {
        switch (value) {
            case MessageOrBuilder message -> append(out, message);
            case Long id
            when field.getType() == FieldDescriptor.Type.FIXED64 ->
                append(out, HexFormat.of().toHexDigits(id));
            case Long number
            when field.getType() == FieldDescriptor.Type.UINT64 -> out.append(Long.toUnsignedString(number));
            case Integer number
            when field.getType() == FieldDescriptor.Type.UINT32 -> out.append(Integer.toUnsignedString(number));
            // JSON has no infinity.
            case Double number -> out.append(Double.isFinite(number) ? plain(number) : "null");
            case Number number -> out.append(number);
            case Boolean truth -> out.append(truth);
            default -> append(out, value.toString());
        }
    }

    /** Returns a whole number without the point. */
    private static String plain(double number) {
        return number == Math.rint(number) && Math.abs(number) < 1e15
                ? String.valueOf((long) number)
                : String.valueOf(number);
    }

    static String text(String value) {
        StringBuilder out = new StringBuilder();
        append(out, value);
        return out.toString();
    }

    private static void append(StringBuilder out, String value) {
        out.append('"');
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < ' ') {
                out.append(String.format("\\u%04x", (int) c));
            } else {
                out.append(c);
            }
        }
        out.append('"');
    }
}
