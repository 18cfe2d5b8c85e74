package kvs.cluster;

import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;

/**
 * Gives each message of a trace a number. The same message has the same fields where it is sent and where it arrives; of
 * several with the same fields, the first that was sent arrives first. For one thread.
 */
public final class MessageNumbers {
    /** By the fields of the message, those under way, in the order in which they were sent. No queue is empty. */
    private final Map<String, ArrayDeque<Long>> underWay;

    private long last;

    /** @param maxUnderWay messages that are remembered until they arrive; one that is lost may never do */
    public MessageNumbers(int maxUnderWay) {
        underWay = new LinkedHashMap<>() {
            private static final long serialVersionUID = 1;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, ArrayDeque<Long>> eldest) {
                return size() > maxUnderWay;
            }
        };
    }

    /** Returns the number of the message that {@code line} is about: {@link TraceLine#isOfMessage}. */
    public long of(TraceLine line) {
        if (line.event().equals("send")) {
            last++;
            underWay.computeIfAbsent(line.fields(), _ -> new ArrayDeque<>()).add(last);
            return last;
        }
        ArrayDeque<Long> open = underWay.get(line.fields());
        if (open == null) {
            return ++last;
        }
        long number = open.removeFirst();
        if (open.isEmpty()) {
            underWay.remove(line.fields());
        }
        return number;
    }

    /** Forgets what is under way to a node that has ended, and tells of each message: its number, and its fields. */
    public void lose(int to, BiConsumer<Long, String> lost) {
        underWay.entrySet().removeIf(entry -> {
            boolean never = entry.getKey().contains("\"to\":" + to + ",");
            if (never) {
                entry.getValue().forEach(number -> lost.accept(number, entry.getKey()));
            }
            return never;
        });
    }
}
