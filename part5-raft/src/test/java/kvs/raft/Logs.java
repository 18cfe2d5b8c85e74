package kvs.raft;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/** Logs for tests, written as their entries are printed: {@code "1@1 2@1 3@2"} ends with entry 3, of term 2. */
final class Logs {
    private Logs() {}

    static EntryId id(String text) {
        String[] parts = text.split("@", -1);
        return new EntryId(Long.parseLong(parts[0]), Long.parseLong(parts[1]));
    }

    /** Returns commands that differ by term. */
    static List<Entry> entries(String text) {
        List<Entry> entries = new ArrayList<>();
        for (String word : text.isBlank() ? new String[0] : text.strip().split(" ")) {
            EntryId id = id(word);
            byte[] data = ("of term " + id.term()).getBytes(StandardCharsets.US_ASCII);
            entries.add(new Entry(id.index(), id.term(), new Payload.Command(data)));
        }
        return entries;
    }

    /** Returns a log that begins with entry 1. */
    static RaftLog log(String entries) {
        return new RaftLog(restored(new HardState(1_000, HardState.NO_VOTE), entries, 1, 2, 3));
    }

    /** Returns a log whose entries follow a snapshot that ends with {@code last}. */
    static RaftLog log(String last, String entries) {
        Snapshot snapshot = new Snapshot(id(last), Configuration.ofVoters(1, 2, 3));
        return new RaftLog(new Restored(new HardState(1_000, HardState.NO_VOTE), snapshot, entries(entries), 0));
    }

    static Restored restored(HardState hardState, String entries, int... voters) {
        Snapshot none = new Snapshot(EntryId.NONE, Configuration.ofVoters(voters));
        return new Restored(hardState, none, entries(entries), 0);
    }

    static String show(List<Entry> entries) {
        return entries.stream().map(entry -> entry.id().toString()).collect(Collectors.joining(" "));
    }

    static String show(RaftLog log) {
        return LongStream.rangeClosed(log.firstIndex(), log.lastIndex())
                .mapToObj(index -> log.at(index).id().toString())
                .collect(Collectors.joining(" "));
    }
}
