package kvs.log;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import kvs.io.SimDisk;

/**
 * A log at work, and what it held at each moment: so that whatever is found after a crash can be looked up.
 *
 * <p>Each change of the log's records is a <em>state</em>. A call begins and ends at some operation of the disk; a state
 * can be found on disk from the beginning of the call that makes it, and the states before one that is safe cannot be
 * found any more once the call that makes it safe has ended.
 */
final class LogHistory {
    /** What the log held, and how many operations the disk had done when that became possible. */
    private record State(List<String> records, int possibleFrom) {}

    /** All states before {@code state} are out of the question from so many operations on. */
    private record Safe(int state, int from) {}

    private final SimDisk disk = new SimDisk();
    private final RecordLog log;
    private final List<State> states = new ArrayList<>();
    private final List<Safe> safe = new ArrayList<>();
    private final List<LogPointer> pointers = new ArrayList<>();
    private List<String> records = new ArrayList<>();
    private int callBegins;

    LogHistory() throws IOException {
        states.add(new State(List.of(), 0));
        log = Logs.open(disk);
    }

    /** Some of everything that a log can do; about 200 operations of the disk. */
    static LogHistory ofEverything() throws IOException {
        LogHistory history = new LogHistory();
        history.append("a", "bb", "");
        history.flush();
        history.append("unforced and longer than a sector would be if sectors were small");
        history.force();
        history.append("c", "d", "e", "f", "g", "h", "i");
        history.force();
        history.truncateFrom(7);
        history.append("g again", "x".repeat(700));
        history.force();
        history.append("y".repeat(600), "z");
        history.flush();
        history.append("zz");
        history.flush();
        history.force();
        history.roll();
        history.compactFirstSegment();
        history.append("k", "l", "m", "n", "o", "p", "q", "r");
        history.flush();
        history.deletePrefix(2);
        history.append("s");
        history.force();
        history.truncateFrom(2);
        history.append("t", "u", "v", "w", "x", "y", "z");
        history.startOver(1000);
        history.append("new");
        history.force();
        history.append("last", "of all");
        history.flush();
        return history;
    }

    SimDisk disk() {
        return disk;
    }

    private void begin() {
        callBegins = disk.operations();
    }

    private void became(List<String> now) {
        records = new ArrayList<>(now);
        states.add(new State(List.copyOf(now), callBegins));
    }

    private void isSafe() {
        safe.add(new Safe(states.size() - 1, disk.operations()));
    }

    void append(String... texts) throws IOException {
        for (String text : texts) {
            begin();
            List<String> now = new ArrayList<>(records);
            now.add(log.nextSequence() + "=" + text);
            int segments = log.segments().size();
            LogPointer pointer = Logs.append(log, text);
            pointers.add(pointer);
            if (log.segments().size() > segments) {
                // A roll forces what was there before.
                isSafe();
            }
            became(now);
        }
    }

    void flush() throws IOException {
        begin();
        log.flush();
    }

    void force() throws IOException {
        flush();
        log.force();
        isSafe();
    }

    void roll() throws IOException {
        begin();
        log.roll();
        isSafe();
    }

    /** Drops all records but the first {@code kept}; a crash may leave some of the others, without a gap. */
    void truncateFrom(int kept) throws IOException {
        begin();
        List<String> all = records;
        // It begins with a force of everything.
        for (int left = all.size() - 1; left >= kept; left--) {
            became(all.subList(0, left));
        }
        LogPointer from = pointers.get(kept);
        log.truncateFrom(from);
        pointers.subList(kept, pointers.size()).clear();
        isSafe();
    }

    /** Leaves out every second record of the first segment. */
    void compactFirstSegment() throws IOException {
        int first = log.segments().getFirst().id();
        List<String> now = new ArrayList<>(records);
        SpareSegment spare = log.spare(log.segments().getFirst().firstSequence());
        List<LogPointer> moved = new ArrayList<>();
        boolean[] keep = {false};
        log.scan(first, (_, _, _, sequence, payload) -> {
            keep[0] = !keep[0];
            if (keep[0]) {
                moved.add(spare.append(sequence, Logs.payload(Logs.text(payload))));
            } else {
                now.remove(sequence + "=" + Logs.text(payload));
            }
        });
        pointers.removeIf(pointer -> pointer.segment() == first);
        pointers.addAll(0, moved);
        begin();
        log.replace(List.of(first), List.of(spare));
        became(now);
        isSafe();
        log.delete(List.of(first));
    }

    /** Deletes the first {@code segments} segments. */
    void deletePrefix(int segments) throws IOException {
        begin();
        int first = log.segments().get(segments).id();
        int dropped = 0;
        while (pointers.get(dropped).segment() != first) {
            dropped++;
        }
        List<String> all = records;
        log.deletePrefix(first);
        pointers.subList(0, dropped).clear();
        // What was flushed, and is not forced, can get lost before or after.
        for (int lost = all.size() - dropped; lost >= 0; lost--) {
            states.add(new State(List.copyOf(all.subList(dropped, all.size() - lost)), callBegins));
        }
        became(all.subList(dropped, all.size()));
    }

    void startOver(long sequence) throws IOException {
        begin();
        log.startOver(sequence);
        pointers.clear();
        became(List.of());
        isSafe();
    }

    /** Whether these records may be what is found when the power failed during the operation {@code operations}. */
    boolean explains(List<String> found, int operations) {
        int oldest = 0;
        for (Safe one : safe) {
            if (one.from <= operations) {
                oldest = one.state;
            }
        }
        for (int i = oldest; i < states.size() && states.get(i).possibleFrom <= operations; i++) {
            if (states.get(i).records.equals(found)) {
                return true;
            }
        }
        return false;
    }

    /** What may be found, for people. */
    String expected(int operations) {
        StringBuilder all = new StringBuilder();
        int oldest = 0;
        for (Safe one : safe) {
            if (one.from <= operations) {
                oldest = one.state;
            }
        }
        for (int i = oldest; i < states.size() && states.get(i).possibleFrom <= operations; i++) {
            all.append("\n          ").append(states.get(i).records);
        }
        return "one of" + all;
    }
}
