package kvs.inspect;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import kvs.engine.log.LogInspection;
import kvs.log.LogPointer;
import kvs.log.LogReport.Part;
import kvs.log.LogReport.Verdict;
import kvs.protocol.Bytes;

/**
 * The records of some segments, one per line.
 *
 * <pre>
 *   0000000003.log
 *
 *       offset   length     sequence   kind        live    key = value
 *           32       40            7   set         live    "greeting" = "hello, world"
 *           72       33            8   tombstone   -       "greeting"
 * </pre>
 */
final class RecordTable {
    private static final String LINE = "  %10s %8s %12s   %-11s %-7s %s%n";

    private final PrintWriter out;
    private final List<Part> parts;

    /** The segments that have a heading already. */
    private final Set<Integer> begun = new HashSet<>();

    RecordTable(PrintWriter out, List<Part> parts) {
        this.out = out;
        this.parts = parts;
    }

    void print(LogInspection log) throws IOException {
        log.entries(this::entry);
        for (Part part : parts) {
            if (part.verdict() != Verdict.WHOLE) {
                begin(part);
                out.printf("  %10d %8s not a record: %s%n", part.firstBad(), "", part.reason());
            } else if (begun.add(part.id())) {
                out.printf("%s%n%n  no records%n%n", part.file());
            }
        }
    }

    private void entry(LogPointer pointer, long sequence, boolean isSet, boolean live, Bytes key, Bytes value) {
        for (Part part : parts) {
            if (part.id() == pointer.segment()) {
                begin(part);
                out.printf(
                        LINE,
                        pointer.offset(),
                        pointer.length(),
                        sequence,
                        isSet ? "set" : "tombstone",
                        !isSet ? "-" : live ? "live" : "stale",
                        isSet ? key + " = " + value : key);
            }
        }
    }

    private void begin(Part part) {
        if (begun.add(part.id())) {
            out.printf("%s%s%n%n", begun.size() == 1 ? "" : System.lineSeparator(), part.file());
            out.printf(LINE, "offset", "length", "sequence", "kind", "live", "key = value");
        }
    }
}
