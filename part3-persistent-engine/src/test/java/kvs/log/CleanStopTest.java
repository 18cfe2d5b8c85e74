package kvs.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import kvs.io.Crash;
import kvs.io.SimDisk;
import kvs.log.LogReport.Verdict;
import kvs.protocol.Fact;
import org.junit.jupiter.api.Test;

/** A log that was closed cleanly has no torn tail: what looks like one is damage. */
class CleanStopTest {
    private static final Path MARK = Logs.DIRECTORY.resolve(CleanStop.NAME);
    private static final Path NEWEST = Logs.segment(2);

    /** Two segments, closed cleanly. */
    private static SimDisk closed() throws IOException {
        SimDisk disk = new SimDisk();
        RecordLog log = Logs.open(disk);
        Logs.append(log, "a");
        log.roll();
        for (String text : List.of("b", "c", "d")) {
            Logs.append(log, text);
            log.flush();
            log.force();
        }
        log.close();
        return SimDisk.with(disk.files());
    }

    private static SimDisk with(SimDisk disk, Path file, byte[] bytes) {
        Map<Path, byte[]> files = disk.files();
        files.put(file, bytes);
        return SimDisk.with(files);
    }

    @Test
    void a_cut_of_the_newest_segment_is_damage() throws IOException {
        SimDisk whole = closed();
        byte[] bytes = whole.bytes(NEWEST);
        for (int length = SegmentHeader.BYTES; length < bytes.length; length++) {
            SimDisk cut = with(whole, NEWEST, Arrays.copyOf(bytes, length));
            rejects(
                    cut,
                    length,
                    "the file has " + length + " bytes, but had " + bytes.length
                            + " when the log was closed, so this is damage, not a torn write");
            assertThat(LogReport.of(cut, Logs.DIRECTORY, RecordVisitor.NONE)
                            .segments()
                            .getLast()
                            .verdict())
                    .as("the verdict of the report with " + length + " bytes")
                    .isEqualTo(Verdict.DAMAGED);
        }
        rejects(
                with(whole, NEWEST, Arrays.copyOf(bytes, bytes.length + 7)),
                bytes.length,
                "the file has " + (bytes.length + 7) + " bytes");
    }

    @Test
    void a_flipped_bit_in_the_last_record_is_damage() throws IOException {
        SimDisk whole = closed();
        int last = whole.bytes(NEWEST).length - RecordFormat.HEADER_BYTES - 1;
        for (int at = last; at < whole.bytes(NEWEST).length; at++) {
            SimDisk disk = SimDisk.with(whole.files());
            disk.flip(NEWEST, at, 2);
            rejects(disk, last, "all records were whole when the log was closed, so this is damage, not a torn write");
            LogReport.Part part = LogReport.of(disk, Logs.DIRECTORY, RecordVisitor.NONE)
                    .segments()
                    .getLast();
            assertThat(part.verdict()).isEqualTo(Verdict.DAMAGED);
            assertThat(part.firstBad()).isEqualTo(last);
            assertThat(part.records()).isEqualTo(2);
        }
    }

    private static void rejects(SimDisk disk, int offset, String reason) throws IOException {
        int before = disk.operations();
        String did = "close the log, damage its end, open";
        try {
            Fact.when(did)
                    .usually("damage was taken for a torn tail: acknowledged records are missing")
                    .gives("LogDamagedException", Logs.recovered(disk));
        } catch (LogDamagedException e) {
            Fact.when(did + "; file() of the exception").gives(NEWEST.toString(), e.file());
            Fact.when(did + "; offset() of the exception").gives(offset, e.offset());
            assertThat(e.reason()).contains(reason);
        }
        Fact.when(did + "; changes on disk").gives(before, disk.operations());
    }

    @Test
    void a_mark_that_is_missing_or_torn_says_nothing() throws IOException {
        SimDisk whole = closed();
        byte[] mark = whole.bytes(MARK);
        byte[] cut = Arrays.copyOf(whole.bytes(NEWEST), whole.bytes(NEWEST).length - 1);
        for (int length = 0; length < mark.length; length++) {
            SimDisk disk = with(with(whole, NEWEST, cut), MARK, Arrays.copyOf(mark, length));
            assertThat(Logs.recovered(disk)).as("a mark of %s bytes", length).containsExactly("1=a", "2=b", "3=c");
        }
        for (int at = 0; at < mark.length; at++) {
            SimDisk disk = with(whole, NEWEST, cut);
            disk.flip(MARK, at, 5);
            assertThat(Logs.recovered(disk)).as("byte %s flipped", at).containsExactly("1=a", "2=b", "3=c");
        }
        SimDisk disk = with(whole, NEWEST, cut);
        disk.delete(MARK);
        assertThat(Logs.recovered(disk)).containsExactly("1=a", "2=b", "3=c");
    }

    @Test
    void a_mark_about_another_segment_says_nothing() throws IOException {
        SimDisk disk = closed();
        byte[] mark = disk.bytes(MARK);
        RecordLog log = Logs.open(disk);
        log.roll();
        Logs.append(log, "e");
        log.close();
        SimDisk mixed = with(disk, MARK, mark);
        assertThat(Logs.recovered(mixed)).containsExactly("1=a", "2=b", "3=c", "4=d", "5=e");
    }

    @Test
    void is_gone_from_the_disk_while_the_log_is_open() throws IOException {
        SimDisk disk = closed();
        RecordLog log = Logs.open(disk);
        assertThat(disk.files()).doesNotContainKey(MARK);
        assertThat(disk.crash(Crash.LOSES_ALL).files()).doesNotContainKey(MARK);
        log.close();
        assertThat(disk.crash(Crash.LOSES_ALL).files()).containsKey(MARK);
    }

    /** The power fails at each operation and byte of: write, close, open, write, close, open, close. */
    @Test
    void a_crash_at_any_moment_is_no_damage() throws IOException {
        SimDisk disk = new SimDisk();
        List<Integer> ends = new ArrayList<>();
        List<Integer> durable = new ArrayList<>();
        for (int round = 0; round < 4; round++) {
            RecordLog log = Logs.open(disk);
            for (int i = 0; round < 3 && i < 4; i++) {
                Logs.append(log, "round " + round);
                log.flush();
            }
            int records = (int) log.nextSequence() - 1;
            log.close();
            ends.add(disk.operations());
            durable.add(records);
        }
        for (int n = 0; n <= disk.operations(); n++) {
            int least = 0;
            for (int round = 0; round < ends.size(); round++) {
                least = ends.get(round) <= n ? durable.get(round) : least;
            }
            for (int seed = 0; seed < 20; seed++) {
                opens(disk.asOf(n).crash(Crash.random(seed)), "operation " + n + ", seed " + seed, least);
            }
            for (int bytes = 0; n < disk.operations() && bytes <= disk.bytesOf(n); bytes++) {
                opens(disk.asOf(n, bytes).crash(Crash.KEEPS_ALL), "operation " + n + ", byte " + bytes, least);
            }
            opens(disk.asOf(n).crash(Crash.LOSES_ALL), "operation " + n + ", all lost", least);
        }
    }

    private static void opens(SimDisk disk, String when, int least) {
        try {
            assertThat(Logs.recovered(disk)).as("after a crash at " + when).hasSizeGreaterThanOrEqualTo(least);
        } catch (IOException e) {
            throw new AssertionError("a crash at " + when + " was taken for damage", e);
        }
    }

    @Test
    void opens_and_closes_on_a_full_disk() throws IOException {
        SimDisk disk = closed();
        disk.capacity(0);
        assertThat(Logs.recovered(disk)).containsExactly("1=a", "2=b", "3=c", "4=d");
        assertThat(Logs.recovered(disk)).containsExactly("1=a", "2=b", "3=c", "4=d");
    }

    @Test
    void a_broken_log_leaves_no_mark() throws IOException {
        SimDisk disk = new SimDisk();
        RecordLog log = Logs.open(disk);
        Logs.append(log, "a");
        log.flush();
        disk.failForce(1);
        try {
            log.force();
        } catch (LogBrokenException _) {
            log.close();
        }
        assertThat(disk.files()).doesNotContainKey(MARK);
    }

    @Test
    void is_written_as_its_grammar_says() {
        byte[] bytes = new byte[28];
        new CleanStop(3, 0x5a17002c, 63).encoded().get(bytes);
        assertThat(HexFormat.of().formatHex(bytes))
                .isEqualTo("6b76732d7374700a" + "00000001" + "00000003" + "5a17002c" + "0000003f" + "acfa08a6");
    }

    @Test
    void a_salvage_names_what_a_cut_has_taken() throws IOException {
        SimDisk whole = closed();
        byte[] bytes = whole.bytes(NEWEST);
        int last = bytes.length - RecordFormat.HEADER_BYTES - 1;
        SimDisk cut = with(whole, NEWEST, Arrays.copyOf(bytes, last));
        LogOptions options = Logs.small().withAllowedFiles(name -> name.startsWith("damaged-"));
        Salvage.Result result = Objects.requireNonNull(Salvage.run(cut, Logs.DIRECTORY, options));
        assertThat(result.lost())
                .containsExactly("0000000002.log: the file ends after " + last + " of " + bytes.length
                        + " bytes; the records after that are lost");
        List<String> records = new ArrayList<>();
        RecordLog.open(cut, Logs.DIRECTORY, options, Logs.into(records)).close();
        assertThat(records).containsExactly("1=a", "2=b", "3=c");
        assertThat(cut.files()).containsKey(result.copies().resolve(CleanStop.NAME));
    }
}
