package kvs.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import kvs.io.Crash;
import kvs.io.SimDisk;
import kvs.protocol.Fact;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** A salvage keeps every whole record of a damaged log, and a crash during it loses nothing. */
@Execution(ExecutionMode.CONCURRENT)
class SalvageTest {
    private static final LogOptions OPTIONS = Logs.small().withAllowedFiles(name -> name.startsWith("damaged-"));

    /** The records of the log, and their pointers. */
    private final List<String> all = new ArrayList<>();

    private final List<LogPointer> pointers = new ArrayList<>();
    private final SimDisk disk = twenty();

    private SalvageTest() throws IOException {}

    /** Four segments with five or six records each, all forced. */
    private SimDisk twenty() throws IOException {
        SimDisk made = new SimDisk();
        try (RecordLog log = Logs.open(made)) {
            for (int i = 1; i <= 20; i++) {
                pointers.add(Logs.append(log, "record " + i));
                all.add(i + "=record " + i);
                log.flush();
                log.force();
            }
        }
        return SimDisk.with(made.files());
    }

    private static Salvage.Result salvage(SimDisk disk) throws IOException {
        return Objects.requireNonNull(Salvage.run(disk, Logs.DIRECTORY, OPTIONS), "expected damage, found none");
    }

    private static List<String> recovered(SimDisk disk) throws IOException {
        List<String> records = new ArrayList<>();
        RecordLog.open(disk, Logs.DIRECTORY, OPTIONS, Logs.into(records)).close();
        return records;
    }

    private List<String> without(int segment) {
        List<String> kept = new ArrayList<>();
        for (int i = 0; i < pointers.size(); i++) {
            if (pointers.get(i).segment() != segment) {
                kept.add(all.get(i));
            }
        }
        return kept;
    }

    private void keeps(String damage, List<String> expected) throws IOException {
        Map<Path, byte[]> before = disk.files();
        Salvage.Result result = salvage(disk);
        Fact.when("salvage of a log of 20 records with " + damage).gives(expected, recovered(disk));
        Fact.when("records() of the result").gives(expected.size(), result.records());
        assertThat(result.lost()).as("what was lost").isNotEmpty();
        before.forEach((file, bytes) -> {
            String name = file.getFileName().toString();
            if (name.endsWith(".log") || name.equals("manifest")) {
                assertThat(disk.files())
                        .as("the damaged files are kept")
                        .containsKey(result.copies().resolve(name));
                assertThat(disk.files().get(result.copies().resolve(name))).isEqualTo(bytes);
            }
        });
    }

    private List<String> allBut(int... records) {
        List<String> kept = new ArrayList<>(all);
        for (int record : records) {
            kept.remove(all.get(record - 1));
        }
        return kept;
    }

    @Test
    void does_nothing_to_a_whole_or_torn_log() throws IOException {
        Map<Path, byte[]> before = disk.files();
        assertThat(Salvage.run(disk, Logs.DIRECTORY, OPTIONS)).isNull();
        assertThat(disk.files()).usingRecursiveComparison().isEqualTo(before);
        Path newest = Logs.segment(pointers.getLast().segment());
        byte[] bytes = disk.bytes(newest);
        before.put(newest, Arrays.copyOf(bytes, bytes.length - 1));
        // As after a crash: no clean stop has left its mark.
        before.remove(Logs.DIRECTORY.resolve(CleanStop.NAME));
        SimDisk torn = SimDisk.with(before);
        assertThat(Salvage.run(torn, Logs.DIRECTORY, OPTIONS)).isNull();
        assertThat(Salvage.run(new SimDisk(), Logs.DIRECTORY, OPTIONS)).isNull();
    }

    @Test
    void keeps_every_record_but_the_damaged_one() throws IOException {
        for (int record = 1; record < 20; record++) {
            LogPointer pointer = pointers.get(record - 1);
            for (int at : new int[] {0, 4, 7, 8, 15, 17, RecordFormat.HEADER_BYTES, pointer.length() - 1}) {
                SimDisk damaged = SimDisk.with(disk.files());
                damaged.flip(Logs.segment(pointer.segment()), pointer.offset() + at, 1);
                salvage(damaged);
                Fact.when("salvage after a bit of byte " + at + " of record " + record + " has flipped")
                        .gives(allBut(record), recovered(damaged));
            }
        }
    }

    @Test
    void keeps_the_other_segments_if_one_is_missing() throws IOException {
        disk.delete(Logs.segment(2));
        keeps("segment 2 missing", without(2));
    }

    @Test
    void keeps_everything_if_the_manifest_is_damaged() throws IOException {
        disk.flip(Logs.DIRECTORY.resolve(Manifest.NAME), 21, 0);
        keeps("a damaged manifest", all);
    }

    @Test
    void keeps_everything_if_the_manifest_is_missing() throws IOException {
        disk.delete(Logs.DIRECTORY.resolve(Manifest.NAME));
        keeps("no manifest", all);
    }

    @Test
    void keeps_the_whole_records_of_a_truncated_segment() throws IOException {
        LogPointer last = pointers.stream()
                .filter(pointer -> pointer.segment() == 2)
                .reduce((_, later) -> later)
                .orElseThrow();
        Map<Path, byte[]> files = disk.files();
        files.put(Logs.segment(2), Arrays.copyOf(disk.bytes(Logs.segment(2)), last.offset() + 3));
        SimDisk cut = SimDisk.with(files);
        salvage(cut);
        Fact.when("salvage of a log with its second segment cut in the last record")
                .gives(allBut(pointers.indexOf(last) + 1), recovered(cut));
    }

    @Test
    void keeps_the_records_of_a_segment_with_a_damaged_header() throws IOException {
        for (int at = 0; at < SegmentHeader.BYTES; at++) {
            SimDisk damaged = SimDisk.with(disk.files());
            damaged.flip(Logs.segment(2), at, 3);
            salvage(damaged);
            Fact.when("salvage after a bit of byte " + at + " of the header of segment 2 has flipped")
                    .gives(all, recovered(damaged));
        }
    }

    @Test
    void a_salvaged_log_can_be_appended_to_and_salvaged_again() throws IOException {
        disk.delete(Logs.segment(1));
        salvage(disk);
        try (RecordLog log = RecordLog.open(disk, Logs.DIRECTORY, OPTIONS, RecordVisitor.NONE)) {
            Logs.append(log, "one more");
        }
        List<String> now = recovered(disk);
        assertThat(now).last().isEqualTo("21=one more");
        disk.delete(Logs.DIRECTORY.resolve(Manifest.NAME));
        assertThat(salvage(disk).copies().getFileName()).hasToString("damaged-2");
        assertThat(recovered(disk)).isEqualTo(now);
    }

    @Test
    void a_crash_at_any_moment_loses_nothing() throws IOException {
        LogPointer pointer = pointers.get(7);
        disk.flip(Logs.segment(pointer.segment()), pointer.offset() + 21, 0);
        List<String> expected = allBut(8);
        SimDisk whole = SimDisk.with(disk.files());
        salvage(whole);
        int operations = whole.operations();
        for (int n = 0; n <= operations; n++) {
            for (Crash crash : List.of(Crash.KEEPS_ALL, Crash.LOSES_ALL, Crash.random(n), Crash.random(n + 1000))) {
                SimDisk after = whole.asOf(n).crash(crash);
                String did = "salvage, a crash at operation " + n + " of " + operations + ", and again";
                Salvage.run(after, Logs.DIRECTORY, OPTIONS);
                Fact.when(did).gives(expected, recovered(after));
                Fact.when(did + "; copies that are not whole").gives(Set.of(), notWhole(after.files(), disk.files()));
            }
        }
    }

    /** Returns the directories with copies in which an original is missing or differs. */
    private static Set<Path> notWhole(Map<Path, byte[]> files, Map<Path, byte[]> originals) {
        Set<Path> notWhole = new TreeSet<>();
        for (Path file : files.keySet()) {
            Path copies = file.getParent();
            boolean whole = originals.entrySet().stream()
                    .allMatch(original -> Arrays.equals(
                            original.getValue(),
                            files.get(copies.resolve(original.getKey().getFileName()))));
            if (!copies.equals(Logs.DIRECTORY) && !whole) {
                notWhole.add(copies);
            }
        }
        return notWhole;
    }

    @Test
    void a_salvage_deletes_the_copies_of_one_that_was_killed_and_no_others() throws IOException {
        disk.flip(Logs.segment(2), pointers.get(7).offset() + 21, 0);
        SimDisk whole = SimDisk.with(disk.files());
        salvage(whole);
        Path copies = Logs.DIRECTORY.resolve("damaged-1");
        int operations = 0;
        while (whole.asOf(operations).list(copies).size() < 3) {
            operations++;
        }
        SimDisk killed = whole.asOf(operations);
        Fact.when("salvage, killed during the copies; again: the copies are in")
                .gives(copies, salvage(killed).copies());
        killed.flip(
                Logs.segment(killed.list(Logs.DIRECTORY).stream()
                        .mapToInt(LogDirectory::idOf)
                        .filter(id -> id > 0)
                        .min()
                        .orElseThrow()),
                SegmentHeader.BYTES + 21,
                0);
        Map<Path, byte[]> first = killed.files();
        Fact.when("another salvage: the copies are in")
                .gives(Logs.DIRECTORY.resolve("damaged-2"), salvage(killed).copies());
        first.keySet().removeIf(file -> !copies.equals(file.getParent()));
        first.forEach((file, bytes) -> assertThat(killed.files().get(file)).isEqualTo(bytes));
    }

    @Test
    void says_how_much_room_it_needs_before_it_writes() throws IOException {
        disk.delete(Logs.segment(1));
        Map<Path, byte[]> before = disk.files();
        disk.capacity(used(disk) + 100);
        int operations = disk.operations();
        assertThatThrownBy(() -> salvage(disk))
                .hasMessageMatching(
                        "could not salvage .*: it needs room for \\d+ more bytes, .* and there is room for 100;"
                                + " free \\d+ bytes, or copy the directory to a larger disk and salvage it there. Nothing was"
                                + " changed");
        assertThat(disk.operations()).isEqualTo(operations);
        assertThat(disk.files()).usingRecursiveComparison().isEqualTo(before);
        disk.capacity(Long.MAX_VALUE);
        keeps("segment 1 missing", without(1));
    }

    /** The room is there when it asks, and is taken by another program meanwhile. */
    @Test
    void a_failed_attempt_leaves_nothing_behind() throws IOException {
        disk.flip(Logs.segment(2), pointers.get(7).offset(), 0);
        SimDisk enough = SimDisk.with(disk.files());
        salvage(enough);
        long most = used(enough) + used(disk);
        int failures = 0;
        for (long room = 0; room < most; room += 7) {
            SimDisk full = SimDisk.with(disk.files());
            full.capacity(used(full) + room);
            full.claimRoom(Long.MAX_VALUE);
            try {
                salvage(full);
            } catch (IOException e) {
                failures++;
                assertThat(e)
                        .as("with room for %s bytes", room)
                        .hasMessageContaining("what it had written was deleted, and the damaged log is as it was")
                        .hasStackTraceContaining("No space left on device");
                assertThat(full.files()).usingRecursiveComparison().isEqualTo(disk.files());
            }
            full.capacity(Long.MAX_VALUE);
            Salvage.run(full, Logs.DIRECTORY, OPTIONS);
            assertThat(recovered(full)).hasSize(19);
            assertThat(full.files().keySet()).noneMatch(file -> file.toString().contains("damaged-2"));
        }
        assertThat(failures).isGreaterThan(100);
    }

    /** After the rename of the manifest the new log counts, even if the directory could not be forced. */
    @Test
    void any_force_may_fail() throws IOException {
        disk.flip(Logs.segment(2), pointers.get(7).offset(), 0);
        int failures = 0;
        for (int nth = 1; nth < 40; nth++) {
            SimDisk failing = SimDisk.with(disk.files());
            failing.failForce(nth);
            try {
                salvage(failing);
            } catch (IOException e) {
                failures++;
            }
            failing.failForce(Integer.MAX_VALUE);
            Salvage.run(failing, Logs.DIRECTORY, OPTIONS);
            assertThat(recovered(failing)).as("force %s failed", nth).hasSize(19);
        }
        assertThat(failures).isGreaterThan(10);
    }

    private static long used(SimDisk disk) {
        return disk.files().values().stream().mapToLong(bytes -> bytes.length).sum();
    }

    @Test
    void the_highest_number_is_found_behind_any_damage() throws IOException {
        Fact.when("ask a whole log for its highest number").gives(20, Salvage.highestSequence(disk, Logs.DIRECTORY));
        for (LogPointer pointer : pointers.subList(0, 19)) {
            SimDisk damaged = SimDisk.with(disk.files());
            damaged.flip(Logs.segment(pointer.segment()), pointer.offset() + pointer.length() - 1, 2);
            int before = damaged.operations();
            Fact.when("ask for the highest number with the record at " + pointer + " damaged")
                    .gives(20, Salvage.highestSequence(damaged, Logs.DIRECTORY));
            Fact.when("ask for it; changes on disk").gives(before, damaged.operations());
        }
    }

    @Test
    void the_highest_number_is_that_before_an_empty_segment() throws IOException {
        try (RecordLog log = RecordLog.open(disk, Logs.DIRECTORY, OPTIONS, RecordVisitor.NONE)) {
            log.roll();
        }
        SimDisk damaged = SimDisk.with(disk.files());
        for (LogPointer pointer : pointers) {
            damaged.flip(Logs.segment(pointer.segment()), pointer.offset() + pointer.length() - 1, 2);
        }
        Fact.when("ask for the highest number with every record damaged and an empty segment after them")
                .gives(20, Salvage.highestSequence(damaged, Logs.DIRECTORY));
        Fact.when("ask a directory without a log").gives(0, Salvage.highestSequence(new SimDisk(), Logs.DIRECTORY));
    }
}
