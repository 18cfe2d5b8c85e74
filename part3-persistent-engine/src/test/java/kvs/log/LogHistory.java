package kvs.log;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import kvs.io.SimDisk;

/**
 * A log at work, and its records at each moment, so that what is found after a crash can be compared with them.
 *
 * <p>Each change of the log's records is a <em>state</em>. A call begins and ends at some operation of the disk; a state
 * can be found on disk from the beginning of the call that makes it. The states before a durable one cannot be found any
 * more once the call that makes it durable has ended.
 */
final class LogHistory {
    /** The records of the log, and the number of disk operations from which on they may be found. */
    private record State(List<String> records, int possibleFrom) {}

    /** From operation {@code from} on, no state before {@code state} may be found. */
    private record Durable(int state, int from) {}

    private final SimDisk disk = new SimDisk();
    private final RecordLog log;
    private final List<State> states = new ArrayList<>();
    private final List<Durable> durable = new ArrayList<>();
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

    /** Does random actions, the same for a seed. */
    static LogHistory random(long seed, int actions) throws IOException {
        Random random = new Random(seed);
        LogHistory history = new LogHistory();
        for (int i = 0; i < actions; i++) {
            history.act(random);
        }
        return history;
    }

    private void act(Random random) throws IOException {
        int segments = log.segments().size();
        switch (random.nextInt(12)) {
            case 0 -> force();
            case 1, 2 -> flush();
            case 3 -> roll();
            case 4 -> {
                if (!records.isEmpty()) {
                    truncateFrom(random.nextInt(records.size()));
                }
            }
            case 5 -> deletePrefix(random.nextInt(segments));
            case 6 -> {
                if (segments > 1) {
                    compactFirstSegment();
                }
            }
            case 7 -> append("x".repeat(random.nextInt(900)));
            default -> append("v" + random.nextInt(100), "w".repeat(random.nextInt(40)));
        }
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

    private void isDurable() {
        durable.add(new Durable(states.size() - 1, disk.operations()));
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
                isDurable();
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
        isDurable();
    }

    void roll() throws IOException {
        begin();
        log.roll();
        isDurable();
    }

    /** Drops all records except the first {@code kept}; a crash may leave some of the others, without a gap. */
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
        isDurable();
    }

    /** Leaves out every second record of the first segment. */
    void compactFirstSegment() throws IOException {
        int first = log.segments().getFirst().id();
        List<String> now = new ArrayList<>(records);
        CompactionOutput output =
                log.newCompactionOutput(log.segments().getFirst().firstSequence());
        List<LogPointer> moved = new ArrayList<>();
        boolean[] keep = {false};
        log.scan(first, (_, _, _, sequence, payload) -> {
            keep[0] = !keep[0];
            if (keep[0]) {
                moved.add(output.append(sequence, Logs.payload(Logs.text(payload))));
            } else {
                now.remove(sequence + "=" + Logs.text(payload));
            }
        });
        pointers.removeIf(pointer -> pointer.segment() == first);
        pointers.addAll(0, moved);
        begin();
        int unforced = (int) (log.nextSequence() - log.durableSequence());
        log.replace(List.of(first), List.of(output));
        becameWithoutForce(now, unforced);
        log.delete(List.of(first));
    }

    /** Deletes the first {@code segments} segments. */
    void deletePrefix(int segments) throws IOException {
        begin();
        int first = log.segments().get(segments).id();
        List<Integer> deleted = log.segments().subList(0, segments).stream()
                .map(SegmentInfo::id)
                .toList();
        List<String> all = records;
        int unforced = (int) (log.nextSequence() - log.durableSequence());
        log.deletePrefix(first);
        pointers.removeIf(pointer -> deleted.contains(pointer.segment()));
        int dropped = all.size() - pointers.size();
        becameWithoutForce(all.subList(dropped, all.size()), unforced);
    }

    /** The change itself is durable, but records that were not forced before it can still be lost. */
    private void becameWithoutForce(List<String> now, int unforced) {
        int first = states.size();
        for (int lost = Math.min(unforced, now.size()); lost > 0; lost--) {
            states.add(new State(List.copyOf(now.subList(0, now.size() - lost)), callBegins));
        }
        became(now);
        durable.add(new Durable(first, disk.operations()));
    }

    void startOver(long sequence) throws IOException {
        begin();
        log.startOver(sequence);
        pointers.clear();
        became(List.of());
        isDurable();
    }

    /** Whether these records may be what is found when the power failed during the operation {@code operations}. */
    boolean explains(List<String> found, int operations) {
        int oldest = 0;
        for (Durable one : durable) {
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

    /** Says what may be found. */
    String expected(int operations) {
        StringBuilder all = new StringBuilder();
        int oldest = 0;
        for (Durable one : durable) {
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
