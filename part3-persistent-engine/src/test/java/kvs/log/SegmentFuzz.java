package kvs.log;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import kvs.io.SimDisk;
import kvs.protocol.Fact;

/**
 * A newest segment of any bytes. A plain {@code mvn test} tries the saved inputs ({@code
 * src/test/resources/kvs/log/SegmentFuzzInputs}); this hunts for new ones:
 *
 * <pre>
 *   JAZZER_FUZZ=1 mvn -pl part3-persistent-engine test -Dtest=SegmentFuzz#records
 * </pre>
 */
class SegmentFuzz {

    /** The bytes follow a valid header; the salt is 0. */
    @FuzzTest(maxDuration = "60s")
    void records(byte[] bytes) throws IOException {
        ByteBuffer file = ByteBuffer.allocate(SegmentHeader.BYTES + bytes.length);
        file.put(new SegmentHeader(1, 1, 0).encoded()).put(bytes);
        hold(file.array());
    }

    @FuzzTest(maxDuration = "60s")
    void segments(byte[] file) throws IOException {
        hold(file);
    }

    /**
     * It is opened, or refused as damaged and left alone. What was found is found again, and is there byte for byte when
     * it is written anew.
     */
    private static void hold(byte[] segment) throws IOException {
        SimDisk disk = logWith(segment);
        List<String> found;
        try {
            found = Logs.recovered(disk);
        } catch (LogDamagedException _) {
            Fact.when("open a log, which fails; number of changes on disk").gives(0, disk.operations());
            return;
        }
        Fact.when("open it again").gives(found, Logs.recovered(disk));
        Fact.when("write what was found to another segment").gives(found, copied(disk));
    }

    private static List<String> copied(SimDisk disk) throws IOException {
        List<String> copied = new ArrayList<>();
        try (RecordLog log = Logs.open(disk)) {
            CompactionOutput output = log.newCompactionOutput(1);
            log.scan(1, (_, _, _, sequence, payload) -> {
                byte[] bytes = new byte[payload.remaining()];
                payload.get(bytes);
                output.append(sequence, Payload.of(bytes));
            });
            output.finish();
            log.scan(output.id(), Logs.into(copied));
        }
        return copied;
    }

    private static SimDisk logWith(byte[] segment) throws IOException {
        SimDisk disk = new SimDisk();
        new Manifest(2, List.of(new Manifest.Listed(1, Manifest.STILL_OPEN))).store(disk, Logs.DIRECTORY);
        Map<Path, byte[]> files = new TreeMap<>(disk.files());
        files.put(Logs.segment(1), segment);
        return SimDisk.with(files);
    }
}
