package kvs.sim;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A trace that is short enough to read: without ticks that changed nothing, and without heartbeats that changed nothing and
 * their answers; but the end is whole. Its lines are numbered anew.
 */
final class Recording {
    private static final Pattern NUMBER = Pattern.compile("\"n\":\\d+");

    /** The number of lines at the end of which none is left out. */
    private static final int WHOLE = 40;

    private Recording() {}

    /** The lines, and for each the number of the line of the whole trace; 0 for the first. */
    record Short(List<String> lines, List<Long> numbers) {}

    static Short shorten(List<String> whole) {
        Set<Object> needed = new HashSet<>();
        for (int i = 0; i < whole.size(); i++) {
            Map<String, Object> event = JsonReader.object(whole.get(i));
            if (!isQuiet(event) || i >= whole.size() - WHOLE) {
                needed.add(event.get("id"));
            }
        }
        List<String> lines = new ArrayList<>();
        List<Long> numbers = new ArrayList<>();
        for (String line : whole) {
            Map<String, Object> event = JsonReader.object(line);
            boolean isMessage = event.containsKey("id");
            if (isMessage ? needed.contains(event.get("id")) : !isTickOnly(event)) {
                numbers.add(event.get("n") instanceof Double number ? number.longValue() : 0L);
                lines.add(NUMBER.matcher(line).replaceFirst("\"n\":" + lines.size()));
            }
        }
        return new Short(lines, numbers);
    }

    private static boolean isTickOnly(Map<String, Object> event) {
        return "tick".equals(event.get("ev")) && !event.containsKey("state") && !event.containsKey("log");
    }

    /** A heartbeat, an answer of success, or what became of one; unless a node has changed by it. */
    private static boolean isQuiet(Map<String, Object> event) {
        String text = String.valueOf(event.get("text"));
        return !event.containsKey("state")
                && !event.containsKey("log")
                && (text.startsWith("heartbeat") || text.startsWith("our logs agree"));
    }
}
