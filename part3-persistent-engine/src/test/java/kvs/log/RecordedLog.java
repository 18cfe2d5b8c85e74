package kvs.log;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import kvs.history.Change;
import kvs.history.DiskHistory;
import kvs.io.SimDisk;

/**
 * A log that records its history, so that what is found after a crash can be checked against it.
 *
 * <p>A call that forces, or that changes the log in several steps, is recorded as several operations with the same start
 * and end: after a crash the log may hold what it held after any of them.
 */
final class RecordedLog {
    private final SimDisk disk = new SimDisk();
    private final DiskHistory<Change<List<String>>> history = new DiskHistory<>(disk);
    private final RecordLog log;
    private final List<LogPointer> pointers = new ArrayList<>();

    /** What the log holds now. */
    private List<String> records = new ArrayList<>();

    /** When the current call began, in disk operations. */
    private int invoked;

    RecordedLog() throws IOException {
        log = Logs.open(disk);
    }

    /** Returns a log on which every kind of call was made; about 200 disk operations. */
    static RecordedLog ofEverything() throws IOException {
        RecordedLog log = new RecordedLog();
        log.append("a", "bb", "");
        log.flush();
        log.append("unforced and longer than a sector would be if sectors were small");
        log.force();
        log.append("c", "d", "e", "f", "g", "h", "i");
        log.force();
        log.truncateFrom(7);
        log.append("g again", "x".repeat(700));
        log.force();
        log.append("y".repeat(600), "z");
        log.flush();
        log.append("zz");
        log.flush();
        log.force();
        log.roll();
        log.compactFirstSegment();
        log.append("k", "l", "m", "n", "o", "p", "q", "r");
        log.flush();
        log.deletePrefix(2);
        log.append("s");
        log.force();
        log.truncateFrom(2);
        log.append("t", "u", "v", "w", "x", "y", "z");
        log.startOver(1000);
        log.append("new");
        log.force();
        log.append("last", "of all");
        log.flush();
        return log;
    }

    /** Returns a log on which {@code actions} random calls were made, the same for the same seed. */
    static RecordedLog random(long seed, int actions) throws IOException {
        Random random = new Random(seed);
        RecordedLog log = new RecordedLog();
        for (int i = 0; i < actions; i++) {
            log.act(random);
        }
        return log;
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

    /** Returns what the log may hold after a crash at {@code crashedAt} disk operations. */
    List<List<String>> possible(int crashedAt) {
        return Change.possible(List.of(), history, crashedAt);
    }

    /** Returns the same for a failure message. */
    String expected(int crashedAt) {
        StringBuilder all = new StringBuilder("one of");
        possible(crashedAt).forEach(state -> all.append("\n          ").append(state));
        return all.toString();
    }

    private void begin() {
        invoked = disk.operations();
    }

    private void changed(List<String> now) {
        records = new ArrayList<>(now);
        history.add(new Change<>(List.copyOf(now), false), invoked);
    }

    /** All that the log holds is durable now. */
    private void forced() {
        history.add(new Change<>(List.copyOf(records), true), invoked);
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
                // A roll forces every record before this one.
                forced();
            }
            changed(now);
        }
    }

    void flush() throws IOException {
        begin();
        log.flush();
    }

    void force() throws IOException {
        flush();
        log.force();
        forced();
    }

    void roll() throws IOException {
        begin();
        log.roll();
        forced();
    }

    /** Drops all records but the first {@code kept}; a crash may leave some of the others, without a gap. */
    void truncateFrom(int kept) throws IOException {
        begin();
        List<String> all = records;
        // It begins with a force of everything.
        for (int left = all.size() - 1; left >= kept; left--) {
            changed(all.subList(0, left));
        }
        LogPointer from = pointers.get(kept);
        log.truncateFrom(from);
        pointers.subList(kept, pointers.size()).clear();
        forced();
    }

    /** Compacts the first segment: drops every second record of it. */
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
        changedWithoutForce(now, unforced);
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
        changedWithoutForce(all.subList(dropped, all.size()), unforced);
    }

    /** The change itself is durable, but the last {@code unforced} records before it can still get lost. */
    private void changedWithoutForce(List<String> now, int unforced) {
        int mostLost = Math.min(unforced, now.size());
        for (int lost = mostLost; lost >= 0; lost--) {
            List<String> left = List.copyOf(now.subList(0, now.size() - lost));
            history.add(new Change<>(left, lost == mostLost), invoked);
        }
        records = new ArrayList<>(now);
    }

    void startOver(long sequence) throws IOException {
        begin();
        log.startOver(sequence);
        pointers.clear();
        changed(List.of());
        forced();
    }
}
