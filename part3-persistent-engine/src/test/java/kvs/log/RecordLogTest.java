package kvs.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import kvs.io.Crash;
import kvs.io.SimDisk;
import org.junit.jupiter.api.Test;

class RecordLogTest {
    private final SimDisk disk = new SimDisk();

    @Test
    void reads_back_what_was_appended_and_flushed() throws IOException {
        try (RecordLog log = Logs.open(disk)) {
            LogPointer one = Logs.append(log, "one");
            LogPointer two = Logs.append(log, "");
            log.flush();
            assertThat(Logs.read(log, one)).isEqualTo("one");
            assertThat(Logs.read(log, two)).isEmpty();
        }
    }

    @Test
    void shows_all_records_in_order_when_opened_again() throws IOException {
        appendFortyAndOpenAgain();
    }

    private void appendFortyAndOpenAgain() throws IOException {
        List<String> expected = new ArrayList<>();
        try (RecordLog log = Logs.open(disk)) {
            for (int i = 1; i <= 40; i++) {
                Logs.append(log, "value " + i);
                expected.add(i + "=value " + i);
            }
            assertThat(log.segments()).hasSizeGreaterThan(5);
        }
        assertThat(Logs.recovered(disk)).isEqualTo(expected);
    }

    @Test
    void continues_the_numbers_when_opened_again() throws IOException {
        try (RecordLog log = Logs.open(disk)) {
            Logs.append(log, "a");
            Logs.append(log, "b");
        }
        try (RecordLog log = Logs.open(disk)) {
            assertThat(log.nextSequence()).isEqualTo(3);
            Logs.append(log, "c");
        }
        assertThat(Logs.recovered(disk)).containsExactly("1=a", "2=b", "3=c");
    }

    @Test
    void a_loss_of_power_keeps_what_was_forced() throws IOException {
        RecordLog log = Logs.open(disk);
        Logs.append(log, "safe");
        log.flush();
        assertThat(log.force()).isEqualTo(2);
        Logs.append(log, "flushed");
        log.flush();
        Logs.append(log, "in the buffer");
        assertThat(log.durableSequence()).isEqualTo(2);
        assertThat(Logs.recovered(disk.crash(Crash.LOSES_ALL))).containsExactly("1=safe");
        assertThat(Logs.recovered(disk.crash(Crash.KEEPS_ALL))).containsExactly("1=safe", "2=flushed");
    }

    @Test
    void a_flush_during_a_force_does_not_count_as_forced() throws IOException {
        RecordLog log = Logs.open(disk);
        Logs.append(log, "before");
        log.flush();
        disk.duringForce(() -> {
            try {
                Logs.append(log, "meanwhile");
                log.flush();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        assertThat(log.force()).isEqualTo(2);
        assertThat(Logs.recovered(disk.crash(Crash.LOSES_ALL))).containsExactly("1=before");
        assertThat(log.force()).isEqualTo(3);
        assertThat(Logs.recovered(disk.crash(Crash.LOSES_ALL))).containsExactly("1=before", "2=meanwhile");
    }

    @Test
    void appends_a_record_longer_than_a_segment_and_the_buffer() throws IOException {
        String large = "x".repeat(900);
        try (RecordLog log = Logs.open(disk)) {
            Logs.append(log, "small");
            LogPointer at = Logs.append(log, large);
            Logs.append(log, "small");
            log.flush();
            assertThat(Logs.read(log, at)).isEqualTo(large);
        }
        assertThat(Logs.recovered(disk)).containsExactly("1=small", "2=" + large, "3=small");
    }

    @Test
    void rejects_a_record_above_the_limit() throws IOException {
        try (RecordLog log = Logs.open(disk)) {
            assertThatThrownBy(() -> log.append(Payload.of(new byte[1001])))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("a payload of 1001 bytes exceeds the limit of 1000");
            Logs.append(log, "next");
        }
        assertThat(Logs.recovered(disk)).containsExactly("1=next");
    }

    @Test
    void does_not_roll_an_empty_segment() throws IOException {
        try (RecordLog log = Logs.open(disk)) {
            log.roll();
            log.roll();
            assertThat(log.segments()).hasSize(1);
            Logs.append(log, "a");
            log.roll();
            log.roll();
            assertThat(log.segments()).extracting(SegmentInfo::firstSequence).containsExactly(1L, 2L);
        }
    }

    @Test
    void truncates_over_several_segments_and_reuses_the_numbers() throws IOException {
        List<LogPointer> at = new ArrayList<>();
        try (RecordLog log = Logs.open(disk)) {
            for (int i = 1; i <= 30; i++) {
                at.add(Logs.append(log, "old " + i));
            }
            log.truncateFrom(at.get(3));
            assertThat(log.nextSequence()).isEqualTo(4);
            assertThat(log.segments()).hasSize(1);
            Logs.append(log, "new");
        }
        assertThat(Logs.recovered(disk)).containsExactly("1=old 1", "2=old 2", "3=old 3", "4=new");
    }

    @Test
    void opens_after_a_prefix_was_deleted() throws IOException {
        try (RecordLog log = Logs.open(disk)) {
            LogPointer first = Logs.append(log, "a");
            log.roll();
            LogPointer second = Logs.append(log, "b");
            log.flush();
            log.deletePrefix(second.segment());
            assertThatThrownBy(() -> log.read(first)).isInstanceOf(SegmentGoneException.class);
            assertThat(Logs.read(log, second)).isEqualTo("b");
        }
        assertThat(Logs.recovered(disk)).containsExactly("2=b");
        assertThat(disk.list(Logs.DIRECTORY)).containsExactly("0000000002.log", "clean-stop", "manifest");
    }

    @Test
    void starts_over_at_any_number() throws IOException {
        try (RecordLog log = Logs.open(disk)) {
            Logs.append(log, "a");
            log.startOver(100);
            Logs.append(log, "b");
        }
        assertThat(Logs.recovered(disk)).containsExactly("100=b");
    }

    @Test
    void replaces_segments_by_compaction_outputs() throws IOException {
        try (RecordLog log = Logs.open(disk)) {
            for (String text : List.of("a", "b", "c", "d")) {
                Logs.append(log, text);
                log.roll();
            }
            CompactionOutput output = log.newCompactionOutput(2);
            LogPointer copy = output.append(3, Logs.payload("c"));
            log.replace(List.of(2, 3), List.of(output));
            assertThat(Logs.read(log, copy)).isEqualTo("c");
            assertThat(Logs.read(log, new LogPointer(2, SegmentHeader.BYTES, 21)))
                    .isEqualTo("b");
            log.delete(List.of(2, 3));
            assertThatThrownBy(() -> log.read(new LogPointer(2, SegmentHeader.BYTES, 21)))
                    .isInstanceOf(SegmentGoneException.class);
            assertThat(log.segments()).extracting(SegmentInfo::id).containsExactly(1, 6, 4, 5);
            Logs.append(log, "e");
        }
        assertThat(Logs.recovered(disk)).containsExactly("1=a", "3=c", "4=d", "5=e");
    }

    @Test
    void deletes_an_unpublished_compaction_output_when_opened() throws IOException {
        try (RecordLog log = Logs.open(disk)) {
            Logs.append(log, "a");
            log.roll();
            log.newCompactionOutput(1).append(1, Logs.payload("copy"));
        }
        assertThat(Logs.recovered(disk)).containsExactly("1=a");
        assertThat(disk.list(Logs.DIRECTORY)).doesNotContain("0000000003.log");
    }

    @Test
    void a_scan_of_the_newest_segment_shows_what_was_flushed() throws IOException {
        try (RecordLog log = Logs.open(disk)) {
            Logs.append(log, "a");
            log.flush();
            Logs.append(log, "b");
            List<String> seen = new ArrayList<>();
            log.scan(1, Logs.into(seen));
            assertThat(seen).containsExactly("1=a");
        }
    }

    @Test
    void skips_segments_that_the_visitor_declines() throws IOException {
        try (RecordLog log = Logs.open(disk)) {
            Logs.append(log, "a");
            log.roll();
            Logs.append(log, "b");
        }
        List<String> seen = new ArrayList<>();
        RecordVisitor visitor = new RecordVisitor() {
            @Override
            public boolean enter(SegmentInfo segment) {
                return segment.id() != 1;
            }

            @Override
            public void record(int segment, int offset, int length, long sequence, ByteBuffer payload) {
                seen.add(Logs.text(payload));
            }
        };
        RecordLog.open(disk, Logs.DIRECTORY, Logs.small(), visitor).close();
        assertThat(seen).containsExactly("b");
    }

    @Test
    void works_on_a_disk_with_short_reads_and_writes() throws IOException {
        disk.shortTransfers(1);
        appendFortyAndOpenAgain();
    }

    @Test
    void resets_the_buffer_when_a_payload_fails() throws IOException {
        try (RecordLog log = Logs.open(disk)) {
            Logs.append(log, "a");
            assertThatThrownBy(() -> log.append(new Payload() {
                        @Override
                        public int length() {
                            return 5;
                        }

                        @Override
                        public void writeTo(ByteBuffer out) {
                            out.put((byte) 1);
                        }
                    }))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("a payload that announced 5 bytes wrote 1");
            Logs.append(log, "b");
        }
        assertThat(Logs.recovered(disk)).containsExactly("1=a", "2=b");
    }
}
