package kvs.log;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import kvs.io.Crash;
import kvs.io.SimDisk;
import kvs.log.SegmentScan.End;
import kvs.protocol.Fact;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A torn tail of the newest segment is cut off. With bytes that were forced once and are wrong now, the log is not opened.
 *
 * <pre>
 *   offset     32    53    74    95    116   137
 *   record     1=a   2=b   3=c   4=d   5=e   |
 *   forced     32    53    53    95    95
 *              force |     force |     no force
 * </pre>
 */
@Tag("3.4")
class TornTailTest {
    private static final Path FILE = Logs.segment(1);
    private static final int RECORD_BYTES = 21;

    private byte[] whole = new byte[0];
    private Map<Path, byte[]> files = Map.of();

    @BeforeEach
    void write() throws IOException {
        SimDisk disk = new SimDisk();
        RecordLog log = open(disk);
        group(log, true, "a");
        group(log, true, "b", "c");
        group(log, false, "d", "e");
        files = disk.files();
        whole = disk.bytes(FILE);
    }

    private static void group(RecordLog log, boolean force, String... texts) throws IOException {
        for (String text : texts) {
            Logs.append(log, text);
        }
        log.flush();
        if (force) {
            log.force();
        }
    }

    @Test
    void cuts_off_half_a_record() throws IOException {
        for (int length = 95; length < whole.length; length++) {
            List<String> expected = length < 116 ? List.of("1=a", "2=b", "3=c") : List.of("1=a", "2=b", "3=c", "4=d");
            Fact.when("open a log whose newest segment was cut off after " + length + " of its 137 bytes")
                    .usually("a crash leaves half a record at the end; it was never forced, so cut it off")
                    .gives(expected, recovered(Arrays.copyOf(whole, length)));
        }
    }

    @Test
    void cuts_off_zeros() throws IOException {
        for (int zeros : new int[] {1, 19, 20, 21, 600}) {
            byte[] bytes = Arrays.copyOf(Arrays.copyOf(whole, 95), 95 + zeros);
            Fact.when("open a log whose newest segment has " + zeros + " zeros after its last record")
                    .usually("a file system may make a file longer before it writes the bytes")
                    .gives(List.of("1=a", "2=b", "3=c"), recovered(bytes));
        }
    }

    @Test
    void cuts_off_a_group_with_a_hole() throws IOException {
        byte[] bytes = whole.clone();
        Arrays.fill(bytes, 95, 116, (byte) 0);
        Fact.when("open a log with zeros in place of 4=d, which was never forced, and 5=e whole after them")
                .usually(
                        "5=e says that 95 bytes were forced, and the hole begins at byte 95: neither record had been forced")
                .gives(List.of("1=a", "2=b", "3=c"), recovered(bytes));
    }

    @Test
    void rejects_damage_that_has_a_witness() throws IOException {
        for (int at = 32; at < 95; at++) {
            byte[] bytes = whole.clone();
            bytes[at] ^= 4;
            int record = 32 + (at - 32) / RECORD_BYTES * RECORD_BYTES;
            int witness = record == 32 ? 53 : 95;
            rejects("byte " + at + ", in the record at " + record + ", with a bit flipped", bytes, record, witness);
        }
    }

    @Test
    void finds_a_witness_at_any_offset() throws IOException {
        // The length is damaged: where the next record begins is unknown.
        for (int length : new int[] {0, 7, 40}) {
            byte[] bytes = whole.clone();
            bytes[32 + 7] = (byte) length;
            rejects("the length " + length + " in place of 1 in the record at 32", bytes, 32, 53);
        }
    }

    /** At 90, 12 bytes before the second record, the length of that record is where the number of forced bytes would be. */
    @Test
    void finds_a_witness_after_bytes_that_look_like_one() throws IOException {
        SimDisk own = new SimDisk();
        RecordLog log = open(own);
        for (int i = 0; i < 3; i++) {
            group(log, true, "x".repeat(50));
        }
        byte[] bytes = own.bytes(FILE);
        bytes[60] ^= 1;
        rejects(
                "three records with payloads of 50 bytes, each forced, and a bit flipped in the payload of the one at 32",
                with(own.files(), bytes),
                32,
                102);
    }

    /** Two records of 20 bytes: the second begins at the first byte where it can, and is the last that can be one. */
    @Test
    void a_record_without_payload_at_the_end_is_a_witness() throws IOException {
        SimDisk own = new SimDisk();
        RecordLog log = open(own);
        group(log, true, "");
        group(log, true, "");
        byte[] bytes = own.bytes(FILE);
        bytes[32 + 15] ^= 1;
        rejects(
                "two records without payload, and a bit flipped in the sequence of the one at 32",
                with(own.files(), bytes),
                32,
                52);
    }

    private void rejects(String what, byte[] bytes, int offset, int witness) throws IOException {
        rejects(what, disk(bytes), offset, witness);
    }

    private static void rejects(String what, SimDisk disk, int offset, int witness) throws IOException {
        String did = "open a log with " + what;
        String fault = fault(disk);
        try {
            List<String> found = open(disk, new ArrayList<>());
            Fact.when(did)
                    .usually("damage was taken for a torn tail: the forced records after it are cut off")
                    .gives("LogDamagedException", found);
        } catch (LogDamagedException e) {
            Fact.when(did + "; file() of the exception").gives(FILE.toString(), e.file());
            Fact.when(did + "; offset() of the exception").gives(offset, e.offset());
            Fact.when(did + "; the message of the exception")
                    .usually("the reason names the witness, and not what is wrong with the bytes: end.fault()")
                    .holds(Logs.messageOf(e).contains(fault), "\"" + fault + "\" in it", Logs.messageOf(e));
            Fact.when(did + "; the message of the exception")
                    .holds(
                            Logs.messageOf(e).contains("the record at offset " + witness + " "),
                            "\"the record at offset " + witness + " \" in it, the witness",
                            Logs.messageOf(e));
        }
        Fact.when(did + "; number of changes on disk").gives(0, disk.operations());
    }

    @Test
    void a_value_with_a_copy_of_a_log_is_no_witness() throws IOException {
        SimDisk disk = new SimDisk();
        RecordLog log = open(disk);
        group(log, true, "a");
        log.append(Payload.of(otherLog()));
        log.flush();
        byte[] bytes = disk.bytes(FILE);
        bytes[53] ^= 1;
        Fact.when("append a copy of another log's file as a value, do not force it, damage its header, open")
                .usually("the records of another file have another salt, so their checksums are wrong here")
                .gives(List.of("1=a"), recovered(with(disk.files(), bytes)));
    }

    private static byte[] otherLog() throws IOException {
        SimDisk disk = new SimDisk();
        RecordLog log = RecordLog.open(disk, Logs.DIRECTORY, options().withSalts(() -> 99), RecordVisitor.NONE);
        for (String text : List.of("a", "b", "c", "d", "e")) {
            group(log, true, text);
        }
        return disk.bytes(FILE);
    }

    @Test
    void appends_after_the_last_whole_record() throws IOException {
        for (int length : new int[] {96, 115, 117, 136}) {
            SimDisk disk = disk(Arrays.copyOf(whole, length));
            List<String> expected = new ArrayList<>(List.of("1=a", "2=b", "3=c"));
            expected.addAll(length < 116 ? List.of("4=new") : List.of("4=d", "5=new"));
            Fact.when("open a log that was cut off after " + length + " bytes, append \"new\", force, open")
                    .usually("a record that is appended after bytes that are no record is not found again")
                    .gives(expected, openAppendOpen(disk, true, "new"));
        }
    }

    @Test
    void cuts_off_all_of_the_tail() throws IOException {
        byte[] bytes = whole.clone();
        Arrays.fill(bytes, 95, 116, (byte) 0);
        Fact.when("open a log with zeros in place of 4=d and 5=e whole after them, append \"n\", force, open")
                .usually("5=e was not cut off, and now follows a whole record again")
                .gives(List.of("1=a", "2=b", "3=c", "4=n"), openAppendOpen(disk(bytes), true, "n"));
    }

    @Test
    void the_cut_is_durable_before_a_record_is_appended() throws IOException {
        byte[] bytes = whole.clone();
        Arrays.fill(bytes, 95, 116, (byte) 0);
        Fact.when("open a log with zeros in place of 4=d and 5=e whole after them, append \"n\", flush, lose the power")
                .usually("the cut was not forced: a crash can lose it and keep what was written after it")
                .gives(List.of("1=a", "2=b", "3=c"), openAppendOpen(disk(bytes), false, "n"));
    }

    @Test
    void records_that_were_shown_are_durable() throws IOException {
        SimDisk disk = new SimDisk();
        group(open(disk), false, "a", "b");
        // The process is killed, not the machine: everything is there, nothing was forced, and the lock is gone.
        SimDisk killed = disk.asOf(disk.operations());
        Fact.when("append 1=a and 2=b, flush, kill the process, open").gives(List.of("1=a", "2=b"), recovered(killed));
        Fact.when("append 1=a and 2=b, flush, kill the process, open; then the power fails; open")
                .usually("records that were never forced have been shown to the owner, so opening has to force them")
                .gives(List.of("1=a", "2=b"), recovered(killed.crash(Crash.LOSES_ALL)));
    }

    /** Opening forces the directory first, and then the newest segment. */
    @Test
    void a_failed_force_of_the_newest_segment_is_not_ignored() throws IOException {
        SimDisk disk = disk(whole);
        disk.failForce(2);
        String got;
        try {
            got = "the records " + open(disk, new ArrayList<>());
        } catch (IOException e) {
            got = "an IOException";
        }
        Fact.when("open a log whose newest segment cannot be forced")
                .usually(
                        "the failure of the force was caught, and the records are shown though they may not be durable")
                .gives("an IOException", got);
    }

    private static String fault(SimDisk disk) throws IOException {
        try (Segment segment = Segment.open(disk, Logs.DIRECTORY, 1, false)) {
            End end = new SegmentScan(segment, segment.file().size()).run(RecordVisitor.NONE);
            return String.valueOf(end.fault());
        }
    }

    private static LogOptions options() {
        return Logs.small().withSegmentBytes(10_000);
    }

    private static RecordLog open(SimDisk disk) throws IOException {
        return RecordLog.open(disk, Logs.DIRECTORY, options(), RecordVisitor.NONE);
    }

    /** Opens the log and returns its records. Does not close it: closing forces what opening has not. */
    private static List<String> open(SimDisk disk, List<String> records) throws IOException {
        RecordLog.open(disk, Logs.DIRECTORY, options(), Logs.into(records)).release();
        return records;
    }

    private List<String> recovered(byte[] newest) throws IOException {
        return recovered(disk(newest));
    }

    /** Returns the records of a log, or the exception of its opening. */
    private static List<String> recovered(SimDisk disk) throws IOException {
        try {
            return open(disk, new ArrayList<>());
        } catch (LogDamagedException e) {
            return List.of(Logs.messageOf(e));
        }
    }

    /**
     * Opens the log, appends a record, and returns what is found after that. If it is not forced, the power fails; of the
     * changes that were not forced, the first is lost and the others are kept.
     */
    private static List<String> openAppendOpen(SimDisk disk, boolean force, String text) throws IOException {
        RecordLog log;
        try {
            log = open(disk);
        } catch (LogDamagedException e) {
            return List.of(Logs.messageOf(e));
        }
        group(log, force, text);
        boolean[] asked = {force};
        return recovered(disk.crash(() -> {
            boolean keeps = asked[0];
            asked[0] = true;
            return keeps;
        }));
    }

    private SimDisk disk(byte[] newest) {
        return with(files, newest);
    }

    private static SimDisk with(Map<Path, byte[]> files, byte[] newest) {
        Map<Path, byte[]> changed = new TreeMap<>(files);
        changed.put(FILE, newest);
        return SimDisk.with(changed);
    }
}
