package kvs.log;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import kvs.io.Disk;

/** Small logs and their records. */
final class Logs {
    static final Path DIRECTORY = Path.of("data", "log");

    private Logs() {}

    /** Segments of some six records, a buffer of three; the salts are 1, 2, 3. */
    static LogOptions small() {
        return LogOptions.defaults()
                .withSegmentBytes(200)
                .withBufferBytes(90)
                .withMaxPayloadBytes(1000)
                .withSalts(new AtomicInteger()::incrementAndGet);
    }

    static RecordLog open(Disk disk) throws IOException {
        return RecordLog.open(disk, DIRECTORY, small(), RecordVisitor.NONE);
    }

    /** Opens the log, closes it, and returns its records. */
    static List<String> recovered(Disk disk) throws IOException {
        List<String> records = new ArrayList<>();
        RecordLog.open(disk, DIRECTORY, small(), into(records)).close();
        return records;
    }

    /** Notes each record as {@code 7=text}. */
    static RecordVisitor into(List<String> records) {
        return (_, _, _, sequence, payload) -> records.add(sequence + "=" + text(payload));
    }

    static LogPointer append(RecordLog log, String text) throws IOException {
        return log.append(payload(text));
    }

    static Payload payload(String text) {
        return Payload.of(text.getBytes(UTF_8));
    }

    static String text(ByteBuffer payload) {
        return UTF_8.decode(payload).toString();
    }

    /** Returns type and message of an exception, the same on every system. */
    static String messageOf(Exception e) {
        return e.getClass().getSimpleName() + ": "
                + String.valueOf(e.getMessage()).replace('\\', '/');
    }

    static String read(RecordLog log, LogPointer at) throws IOException {
        return text(log.read(at));
    }

    static Path segment(int id) {
        return DIRECTORY.resolve(SegmentHeader.name(id));
    }
}
