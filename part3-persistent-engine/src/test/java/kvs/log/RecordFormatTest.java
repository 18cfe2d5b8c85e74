package kvs.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import kvs.io.DiskFile;
import kvs.io.SimDisk;
import kvs.protocol.Fact;
import kvs.protocol.FixedSeed;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

/** The bytes on disk are those in the Javadoc. */
class RecordFormatTest {
    private static final HexFormat HEX = HexFormat.ofDelimiter(" ");

    @Test
    void a_record_is_the_one_in_the_documentation() {
        Fact.when("encode \"foo\" with the sequence number 7, salt 0, forced 32")
                .gives(
                        "24 b7 13 46 00 00 00 03 00 00 00 00 00 00 00 07 00 00 00 20 66 6f 6f",
                        hex(encoded(0, 7, 32, "foo".getBytes(UTF_8))));
    }

    @Test
    void a_segment_header_is_the_one_in_the_documentation() {
        Fact.when("encode the header of segment 2, first sequence 7, salt 0")
                .gives(
                        "6b 76 73 2d 6c 6f 67 0a 00 00 00 01 00 00 00 02 00 00 00 00 00 00 00 07 00 00 00 00 bf ef 50 40",
                        hex(new SegmentHeader(2, 7, 0).encoded()));
    }

    @Test
    void a_manifest_is_the_one_in_the_documentation() {
        Manifest manifest =
                new Manifest(6, List.of(new Manifest.Listed(5, 256), new Manifest.Listed(3, Manifest.STILL_OPEN)));
        Fact.when("encode " + manifest)
                .gives(
                        "6b 76 73 2d 6d 61 6e 0a 00 00 00 01 00 00 00 06 00 00 00 02"
                                + " 00 00 00 05 00 00 01 00 00 00 00 03 00 00 00 00 a7 9c 59 d4",
                        hex(manifest.encoded()));
    }

    @Test
    void a_manifest_comes_back_as_it_was_stored() throws IOException {
        SimDisk disk = new SimDisk();
        Manifest manifest =
                new Manifest(9, List.of(new Manifest.Listed(8, 40), new Manifest.Listed(1, Manifest.STILL_OPEN)));
        Manifest.EMPTY.store(disk, Logs.DIRECTORY);
        manifest.store(disk, Logs.DIRECTORY);
        assertThat(Manifest.read(disk, Logs.DIRECTORY)).isEqualTo(manifest);
        assertThat(disk.list(Logs.DIRECTORY)).containsExactly("manifest");
    }

    @Test
    void rejects_a_manifest_with_impossible_segments() throws IOException {
        for (List<Manifest.Listed> wrong : List.of(
                List.of(new Manifest.Listed(9, 0)),
                List.of(new Manifest.Listed(0, 0)),
                List.of(new Manifest.Listed(3, 40), new Manifest.Listed(3, 0)))) {
            SimDisk disk = new SimDisk();
            new Manifest(9, wrong).store(disk, Logs.DIRECTORY);
            assertThatThrownBy(() -> Manifest.read(disk, Logs.DIRECTORY))
                    .hasMessageContaining("the manifest lists impossible segments");
        }
    }

    /** More tries than the edge cases of four parameters, of which jqwik would otherwise leave some out, and say so. */
    @Property(tries = 2_000, seed = "20210228")
    void a_record_comes_back_as_it_was_encoded(
            @ForAll int salt,
            @ForAll @LongRange(min = 1) long sequence,
            @ForAll @IntRange(min = 0) int forced,
            @ForAll byte[] payload) {
        ByteBuffer record = encoded(salt, sequence, forced, payload);
        assertThat(RecordFormat.faultInHeader(record, 0, record.limit())).isNull();
        assertThat(RecordFormat.faultInChecksum(record, 0, salt)).isNull();
        assertThat(RecordFormat.sequence(record, 0)).isEqualTo(sequence);
        assertThat(RecordFormat.forced(record, 0)).isEqualTo(forced);
        assertThat(RecordFormat.length(record, 0)).isEqualTo(payload.length);
        byte[] back = new byte[payload.length];
        record.get(RecordFormat.HEADER_BYTES, back);
        assertThat(back).isEqualTo(payload);
    }

    @FixedSeed
    void any_flipped_bit_shows(@ForAll int salt, @ForAll byte[] payload, @ForAll @IntRange(min = 0) int which) {
        ByteBuffer record = encoded(salt, 7, 32, payload);
        int bit = which % (8 * record.limit());
        record.put(bit / 8, (byte) (record.get(bit / 8) ^ 1 << bit % 8));
        String header = RecordFormat.faultInHeader(record, 0, record.limit());
        String fault = header == null ? RecordFormat.faultInChecksum(record, 0, salt) : header;
        Fact.when("flip bit " + bit + " of " + hex(record))
                .usually("the checksum leaves that field out")
                .holds(fault != null, "a fault", "none");
    }

    @Test
    void an_implausible_length_is_a_fault() {
        ByteBuffer record = encoded(0, 1, 32, new byte[3]);
        record.putInt(4, -1);
        assertThat(RecordFormat.faultInHeader(record, 0, record.limit()))
                .isEqualTo("a record claims a payload of 4294967295 bytes where 3 are left in the file");
        record.putInt(4, RecordFormat.MAX_PAYLOAD_BYTES + 1);
        assertThat(RecordFormat.faultInHeader(record, 0, Long.MAX_VALUE))
                .isEqualTo("a record claims a payload of 67108865 bytes, above the limit of 67108864");
    }

    @Test
    void rejects_a_header_with_any_flipped_bit() throws IOException {
        for (int bit = 0; bit < 8 * SegmentHeader.BYTES; bit++) {
            SimDisk disk = new SimDisk();
            Segment.create(disk, Logs.DIRECTORY, new SegmentHeader(2, 7, 99));
            disk.flip(Logs.segment(2), bit / 8, bit % 8);
            try (DiskFile file = disk.open(Logs.segment(2))) {
                assertThatThrownBy(() -> SegmentHeader.read(file, 2)).isInstanceOf(LogDamagedException.class);
            }
        }
    }

    private static ByteBuffer encoded(int salt, long sequence, int forced, byte[] payload) {
        ByteBuffer out = ByteBuffer.allocate(RecordFormat.HEADER_BYTES + payload.length);
        RecordFormat.encode(out, salt, sequence, forced, Payload.of(payload));
        return out.flip();
    }

    private static String hex(ByteBuffer bytes) {
        byte[] copy = new byte[bytes.limit()];
        bytes.get(0, copy);
        return HEX.formatHex(copy);
    }
}
