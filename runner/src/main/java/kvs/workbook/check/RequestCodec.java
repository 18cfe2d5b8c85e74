package kvs.workbook.check;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * What the parent sends: {@code 0} for "end in good order", or {@code 1} and a {@link WorkRequest} in the order of
 * its components.
 */
final class RequestCodec {

    private RequestCodec() {}

    static void writeGoodbye(DataOutputStream out) throws IOException {
        out.writeByte(0);
    }

    static void write(DataOutputStream out, WorkRequest request) throws IOException {
        out.writeByte(1);
        Items.writeMap(out, request.overlay(), Items::writeBytes);
        Items.writeAll(out, request.courseJars().stream().map(Path::toString).toList(), Items::writeString);
        Items.writeAll(out, request.testClasses(), Items::writeString);
        Items.writeAll(out, request.tags(), Items::writeString);
        Items.writeOptional(out, request.method(), Items::writeString);
        out.writeLong(request.limits().cpuPerTest().toNanos());
        out.writeLong(request.limits().quiet().toNanos());
        out.writeLong(request.limits().silence().toNanos());
        Items.writeMap(out, request.parameters(), Items::writeString);
        out.writeBoolean(request.stopAtFailure());
    }

    /** Empty for "end in good order". */
    static Optional<WorkRequest> read(DataInputStream in) throws IOException {
        if (in.readByte() == 0) {
            return Optional.empty();
        }
        return Optional.of(new WorkRequest(
                Items.readMap(in, Items::readBytes),
                Items.readAll(in, path -> Path.of(Items.readString(path))),
                Items.readAll(in, Items::readString),
                Set.copyOf(Items.readAll(in, Items::readString)),
                Items.readOptional(in, Items::readString),
                new Limits(
                        Duration.ofNanos(in.readLong()),
                        Duration.ofNanos(in.readLong()),
                        Duration.ofNanos(in.readLong())),
                Items.readMap(in, Items::readString),
                in.readBoolean()));
    }
}
