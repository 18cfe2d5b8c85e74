package kvs.inspect;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import kvs.engine.log.LogInspection;
import kvs.engine.log.LogInspection.Use;
import kvs.log.LogReport;
import kvs.log.LogReport.Part;
import kvs.log.LogReport.Verdict;
import kvs.log.RawRecord;

/**
 * The segments of a log, one per line, and in words what is wrong with them.
 *
 * <pre>
 *   kvs-data: 2 segments, 1,234 bytes, 31 records; 12 keys have a value
 *
 *   file               bytes   records   live   hint          verdict
 *   0000000001.log     1,000        25    44%   trusted       whole
 *   0000000002.log       234         6   100%   -             torn at 210
 * </pre>
 */
final class SegmentTable {
    private static final String LINE = "  %-16s %14s %11s %6s   %-13s %s%n";

    private SegmentTable() {}

    static void print(PrintWriter out, Path directory, LogInspection log) {
        List<Part> parts = log.report().segments();
        long bytes = parts.stream().mapToLong(Part::bytes).sum();
        long records = parts.stream().mapToLong(Part::records).sum();
        out.printf(
                Locale.ROOT,
                "%s: %s, %s, %s; %s%n%n",
                directory,
                count(parts.size(), "segment"),
                count(bytes, "byte"),
                count(records, "record"),
                log.keys() == 1
                        ? "1 key has a value"
                        : String.format(Locale.ROOT, "%,d keys have a value", log.keys()));
        out.printf(LINE, "file", "bytes", "records", "live", "hint", "verdict");
        for (Part part : parts) {
            out.printf(
                    LINE,
                    part.file(),
                    number(part.bytes()),
                    number(part.records()),
                    live(part, log.use(part.id())),
                    hint(part, parts, log.use(part.id())),
                    verdict(part));
        }
        out.println();
        explain(out, directory, log);
    }

    private static String live(Part part, Use use) {
        return part.records() == 0 ? "-" : Math.round(100.0 * use.live() / part.bytes()) + "%";
    }

    private static String hint(Part part, List<Part> parts, Use use) {
        return switch (use.hint()) {
            case TRUSTED -> "trusted";
            case NOT_TRUSTED -> "not trusted";
            case NONE -> part.equals(parts.getLast()) ? "-" : "none";
        };
    }

    private static String verdict(Part part) {
        return switch (part.verdict()) {
            case WHOLE -> "whole";
            case TORN -> "torn at " + part.firstBad();
            case DAMAGED -> "damaged at " + part.firstBad();
        };
    }

    private static void explain(PrintWriter out, Path directory, LogInspection log) {
        LogReport report = log.report();
        for (Part part : report.segments()) {
            switch (part.verdict()) {
                case WHOLE -> {}
                case TORN ->
                    paragraph(
                            out,
                            part.file() + " is torn at offset " + part.firstBad() + ": " + part.reason() + ".",
                            "As far as the log can tell, the " + count(part.bytes() - part.firstBad(), "byte")
                                    + " from there on were never durable,",
                            "and no client was promised them. The next start of a server cuts them off.");
                case DAMAGED ->
                    paragraph(
                            out,
                            part.file() + " is damaged at offset " + part.firstBad() + ": " + part.reason() + ".",
                            where(directory, part));
            }
        }
        if (isDamaged(report)) {
            paragraph(
                    out,
                    "A crash does not leave a log like this. Compaction leaves a damaged segment as it is.",
                    "No server starts on it, unless the segment has a trusted hint.",
                    "kvs-server --dir " + directory + " --salvage keeps the records that are whole.");
        }
        for (String leftover : report.leftovers()) {
            paragraph(
                    out,
                    leftover + " is not part of the log: it was replaced, or not finished. The next start deletes it.");
        }
        legend(out, report);
    }

    private static String where(Path directory, Part part) {
        if (part.firstBad() < RawRecord.FIRST_OFFSET) {
            return "None of its records can be read.";
        }
        return part.bytes() > part.firstBad()
                ? "kvs-log " + directory + " --hex " + part.id() + " " + part.firstBad() + " shows its bytes."
                : "The bytes from there on are missing.";
    }

    private static void paragraph(PrintWriter out, String... lines) {
        for (int i = 0; i < lines.length; i++) {
            out.println((i == 0 ? "  " : "    ") + lines[i]);
        }
        out.println();
    }

    private static void legend(PrintWriter out, LogReport report) {
        List<String> lines = new ArrayList<>();
        lines.add("  live   the share of the bytes that hold the value of a key; compaction frees the rest");
        lines.add("  hint   a file with the keys of a finished segment, so that a start need not read the segment");
        if (isDamaged(report)) {
            lines.add("  Records and shares are those before the damage.");
        }
        lines.forEach(out::println);
    }

    private static boolean isDamaged(LogReport report) {
        return report.segments().stream().anyMatch(part -> part.verdict() == Verdict.DAMAGED);
    }

    static String number(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    private static String count(long number, String what) {
        return number(number) + " " + what + (number == 1 ? "" : "s");
    }
}
