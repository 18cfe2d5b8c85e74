package kvs.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import kvs.io.SimDisk;
import kvs.protocol.Fact;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Damage and torn writes: a damaged log is not opened, with file and offset; a torn tail is cut off. */
@Execution(ExecutionMode.CONCURRENT)
class LogDamageTest {

    /** Two segments; in the newest, three groups that were each forced. */
    private static SimDisk threeGroups(List<LogPointer> pointers) throws IOException {
        SimDisk disk = new SimDisk();
        RecordLog log = RecordLog.open(disk, Logs.DIRECTORY, Logs.small().withSegmentBytes(1000), RecordVisitor.NONE);
        pointers.add(Logs.append(log, "first"));
        log.roll();
        for (String group : List.of("one", "two", "three")) {
            pointers.add(Logs.append(log, group));
            pointers.add(Logs.append(log, group + " and a half"));
            log.flush();
            log.force();
        }
        // Not closed: nothing that closing adds may be needed.
        return SimDisk.with(disk.files());
    }

    @Test
    void any_flipped_bit_before_the_last_group_is_damage() throws IOException {
        List<LogPointer> pointers = new ArrayList<>();
        SimDisk whole = threeGroups(pointers);
        List<String> all = Logs.recovered(SimDisk.with(whole.files()));
        for (Path file : whole.files().keySet()) {
            for (int at = 0; at < whole.bytes(file).length; at++) {
                for (int bit = 0; bit < 8; bit++) {
                    SimDisk disk = SimDisk.with(whole.files());
                    disk.flip(file, at, bit);
                    Map<Path, byte[]> before = disk.files();
                    int segment = LogDirectory.idOf(file.getFileName().toString());
                    boolean last = segment == 2 && at >= pointers.get(5).offset();
                    String did = "open with bit " + bit + " of byte " + at + " of " + file + " flipped";
                    if (last) {
                        // Damage here looks like a torn tail: nothing has been written since that group was forced.
                        int record = at >= pointers.get(6).offset() ? 6 : 5;
                        Fact.when(did).gives(all.subList(0, record), Logs.recovered(disk));
                    } else {
                        rejects(did, disk, file, before);
                    }
                }
            }
        }
    }

    private static void rejects(String did, SimDisk disk, Path file, Map<Path, byte[]> before) {
        try {
            Fact.when(did)
                    .usually("damage was taken for a torn tail: the forced records after it are lost")
                    .gives("an exception", Logs.recovered(disk));
        } catch (IOException e) {
            Fact.when(did)
                    .holds(
                            String.valueOf(e.getMessage()).startsWith(file + " at offset "),
                            "a message with file and offset",
                            e);
        }
        assertThat(disk.files())
                .as(did + ": nothing may be changed")
                .usingRecursiveComparison()
                .isEqualTo(before);
    }

    @Test
    void names_the_offsets_of_the_damage_and_the_witness() throws IOException {
        List<LogPointer> pointers = new ArrayList<>();
        SimDisk disk = threeGroups(pointers);
        LogPointer damaged = pointers.get(2);
        disk.flip(Logs.segment(2), damaged.offset() + RecordFormat.HEADER_BYTES, 0);
        try {
            Logs.recovered(disk);
        } catch (LogDamagedException e) {
            assertThat(e.offset()).isEqualTo(damaged.offset());
            assertThat(e.file()).isEqualTo(Logs.segment(2).toString());
            assertThat(e)
                    .hasMessageContaining("the checksum of a record is wrong")
                    .hasMessageContaining("the record at offset "
                            + pointers.get(3).offset()
                            + " was written after these bytes had been forced, so this is damage, not a torn write");
            return;
        }
        throw new AssertionError("it was opened");
    }

    @Test
    void any_cut_of_the_newest_segment_is_a_torn_tail() throws IOException {
        List<LogPointer> pointers = new ArrayList<>();
        SimDisk whole = threeGroups(pointers);
        List<String> all = Logs.recovered(SimDisk.with(whole.files()));
        byte[] bytes = whole.bytes(Logs.segment(2));
        for (int length = SegmentHeader.BYTES; length < bytes.length; length++) {
            for (int zeros : new int[] {0, 1, 600}) {
                SimDisk disk = with(whole, Logs.segment(2), cut(bytes, length, zeros));
                int end = length;
                long records = pointers.stream()
                        .filter(p -> p.segment() == 1 || p.offset() + p.length() <= end)
                        .count();
                Fact.when("open with the newest segment cut after " + length + " bytes, then " + zeros + " zeros")
                        .gives(all.subList(0, (int) records), Logs.recovered(disk));
            }
        }
    }

    @Test
    void any_cut_of_another_segment_is_damage() throws IOException {
        SimDisk whole = threeGroups(new ArrayList<>());
        byte[] bytes = whole.bytes(Logs.segment(1));
        for (int length = 0; length < bytes.length; length++) {
            SimDisk disk = with(whole, Logs.segment(1), cut(bytes, length, 0));
            rejects("open with segment 1 cut after " + length + " bytes", disk, Logs.segment(1), disk.files());
        }
    }

    @Test
    void a_value_with_a_copy_of_a_log_is_no_witness() throws IOException {
        // A torn record whose payload holds whole records, which say that much had been forced.
        SimDisk other = threeGroups(new ArrayList<>());
        byte[] copy = other.bytes(Logs.segment(2));
        SimDisk disk = new SimDisk();
        RecordLog log = RecordLog.open(disk, Logs.DIRECTORY, Logs.small().withSalts(() -> 77), RecordVisitor.NONE);
        log.append(Payload.of(copy));
        log.flush();
        byte[] bytes = disk.bytes(Logs.segment(1));
        SimDisk torn = with(disk, Logs.segment(1), cut(bytes, bytes.length - 1, 0));
        assertThat(Logs.recovered(torn)).isEmpty();
    }

    @Test
    void a_record_is_checked_when_it_is_read() throws IOException {
        SimDisk disk = new SimDisk();
        try (RecordLog log = Logs.open(disk)) {
            LogPointer at = Logs.append(log, "value");
            log.flush();
            disk.flip(Logs.segment(1), at.offset() + at.length() - 1, 3);
            try {
                Logs.read(log, at);
            } catch (LogDamagedException e) {
                assertThat(e)
                        .hasMessageContaining(Logs.segment(1) + " at offset 32: the checksum of a record is wrong");
                return;
            }
            throw new AssertionError("it was read");
        }
    }

    @Test
    void a_report_counts_whole_records_and_changes_nothing() throws IOException {
        List<LogPointer> pointers = new ArrayList<>();
        SimDisk disk = threeGroups(pointers);
        disk.flip(Logs.segment(2), pointers.get(6).offset() + 4, 7);
        disk.flip(Logs.segment(1), pointers.get(0).offset(), 0);
        int operations = disk.operations();
        LogReport report = LogReport.of(disk, Logs.DIRECTORY, RecordVisitor.NONE);
        assertThat(report.segments())
                .extracting(LogReport.Part::verdict)
                .containsExactly(LogReport.Verdict.DAMAGED, LogReport.Verdict.TORN);
        assertThat(report.segments()).extracting(LogReport.Part::records).containsExactly(0L, 5L);
        assertThat(report.segments().getLast().firstBad())
                .isEqualTo(pointers.get(6).offset());
        assertThat(report.segments().getLast().reason()).startsWith("a record claims a payload of 2147483");
        assertThat(disk.operations()).isEqualTo(operations);
    }

    private static SimDisk with(SimDisk disk, Path file, byte[] bytes) {
        Map<Path, byte[]> files = disk.files();
        files.put(file, bytes);
        return SimDisk.with(files);
    }

    private static byte[] cut(byte[] bytes, int length, int zeros) {
        byte[] cut = new byte[length + zeros];
        System.arraycopy(bytes, 0, cut, 0, length);
        return cut;
    }
}
