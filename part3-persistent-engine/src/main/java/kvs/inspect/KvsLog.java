package kvs.inspect;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import kvs.cli.Program;
import kvs.engine.log.LogInspection;
import kvs.io.Disk;
import kvs.io.RealDisk;
import kvs.log.LogDamagedException;
import kvs.log.LogReport;
import kvs.log.RawRecord;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code kvs-log}: shows the files of a log. */
@Command(
        name = "kvs-log",
        description = "Shows the files of the engine kvs and their records. Changes nothing and takes no lock.",
        sortOptions = false,
        footer = {
            "",
            "Examples:",
            "  kvs-log kvs-data                   its files, and whether they are whole, torn or damaged",
            "  kvs-log kvs-data --records         every record, from the oldest to the newest",
            "  kvs-log kvs-data --records 3       the records of segment 3",
            "  kvs-log kvs-data --hex 3 32        the record at offset 32 of segment 3",
            "  kvs-log kvs-data --hex 3 0         the header of segment 3",
            "",
            "While a server writes, the newest segment may look torn, and a file may disappear.",
            "Exit codes: 0 whole, or torn by a crash; 1 damaged or unreadable; 2 usage;",
            "141 if the reader of the output, such as head, has gone."
        })
public final class KvsLog extends Program implements Callable<Integer> {
    private static final int ALL = 0;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    CommandSpec spec;

    @Parameters(paramLabel = "DIR", description = "The data directory of a server with the engine kvs.")
    @SuppressWarnings("NullAway.Init")
    Path directory;

    @Option(
            names = "--records",
            arity = "0..1",
            fallbackValue = "" + ALL,
            paramLabel = "SEGMENT",
            description = "Shows the records of one segment, or of all.")
    Optional<Integer> records = Optional.empty();

    @Option(
            names = "--hex",
            arity = "2",
            paramLabel = "SEGMENT OFFSET",
            hideParamSyntax = true,
            description = "Shows the bytes of the record that begins at this offset of the segment.")
    List<Long> hex = List.of();

    private final Disk disk = new RealDisk();

    public static void main(String[] words) {
        start(new KvsLog(), words);
    }

    @Override
    public Integer call() throws IOException {
        if (records.isPresent() && !hex.isEmpty()) {
            throw new ParameterException(spec.commandLine(), "--records and --hex cannot be combined: use one of them");
        }
        requireLog();
        return show(spec.commandLine().getOut());
    }

    private int show(PrintWriter out) throws IOException {
        if (!hex.isEmpty()) {
            return showBytes(out);
        }
        LogInspection log = inspect(out);
        if (records.isEmpty()) {
            SegmentTable.print(out, directory, log);
        } else {
            showRecords(out, log, records.get());
        }
        boolean damaged = hasNoManifest
                || log.report().segments().stream().anyMatch(part -> part.verdict() == LogReport.Verdict.DAMAGED);
        return damaged ? FAILED : 0;
    }

    /** Whether the manifest cannot be read, so that every segment in the directory is shown. */
    private boolean hasNoManifest;

    private LogInspection inspect(PrintWriter out) throws IOException {
        try {
            return LogInspection.of(disk, directory);
        } catch (LogDamagedException e) {
            hasNoManifest = true;
            out.println("The manifest, which lists the segments of the log, cannot be read:");
            out.println("  " + e.getMessage());
            out.println("All segments in the directory are shown instead. Some may no longer belong to the log.");
            out.println();
            return LogInspection.ofFiles(disk, directory);
        }
    }

    private void showRecords(PrintWriter out, LogInspection log, int segment) throws IOException {
        List<LogReport.Part> parts = log.report().segments().stream()
                .filter(part -> segment == ALL || part.id() == segment)
                .toList();
        if (parts.isEmpty()) {
            throw new IOException("there is no segment " + segment + "; the log has the segments "
                    + log.report().segments().stream().map(LogReport.Part::id).toList());
        }
        new RecordTable(out, parts).print(log);
    }

    private int showBytes(PrintWriter out) throws IOException {
        long segment = hex.getFirst();
        long offset = hex.getLast();
        if (segment < 1 || segment > Integer.MAX_VALUE || offset < 0) {
            throw new ParameterException(
                    spec.commandLine(), "--hex takes the number of a segment, 1 or more, and an offset, 0 or more");
        }
        RawRecord record = RawRecord.at(disk, directory, (int) segment, offset);
        RecordDump.print(out, record, offset);
        return record.fault() == null || offset == 0 ? 0 : FAILED;
    }

    private void requireLog() throws IOException {
        if (!Files.isDirectory(directory)) {
            throw new IOException(directory + (Files.exists(directory) ? " is not a directory" : " does not exist"));
        }
        Path engine = directory.resolve("engine");
        if (Files.exists(engine)) {
            String name = Files.readString(engine).strip();
            if (!name.equals("kvs")) {
                throw new IOException(directory + " holds data of the engine \"" + name
                        + "\"; kvs-log reads only data of the engine \"kvs\"");
            }
        }
        if (disk.list(directory).stream().noneMatch(name -> name.endsWith(".log") || name.equals("manifest"))) {
            throw new IOException("there is no log in " + directory + "; name the data directory of a server");
        }
    }
}
