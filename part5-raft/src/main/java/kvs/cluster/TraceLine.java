package kvs.cluster;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An event in the trace of a node ({@link NodeTrace}), or one that its reader adds.
 *
 * <pre>
 *   {"seq":7,"t":123,"ev":"send","from":1,"to":2,…}
 * </pre>
 *
 * @param seq counts the events of the process from 1
 * @param micros by the wall clock: all processes of one machine read the same
 * @param event its kind
 * @param fields the others, as JSON without braces
 */
public record TraceLine(long seq, long micros, String event, String fields) {
    private static final Pattern LINE =
            Pattern.compile("\\{\"seq\":(\\d{1,18}),\"t\":(\\d{1,18}),\"ev\":\"(\\w+)\",(.*)}");

    /** Returns the event that {@code line} tells of; null if it is no such line. */
    public static @Nullable TraceLine parse(String line) {
        Matcher parts = LINE.matcher(line);
        return parts.matches()
                ? new TraceLine(
                        Long.parseLong(parts.group(1)), Long.parseLong(parts.group(2)), parts.group(3), parts.group(4))
                : null;
    }

    /** Returns whether the event is one of a message: where it is sent, where it arrives, or where it is dropped. */
    public boolean isOfMessage() {
        return event.equals("send") || event.equals("deliver") || event.equals("drop");
    }
}
