package kvs.ratis;

import com.google.protobuf.InvalidProtocolBufferException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import kvs.cluster.Engine;
import kvs.cluster.RealNodes;
import kvs.raft.proto.CommandProto;
import org.apache.ratis.RaftConfigKeys;
import org.apache.ratis.client.RaftClient;
import org.apache.ratis.grpc.GrpcFactory;
import org.apache.ratis.metrics.MetricRegistries;
import org.apache.ratis.metrics.impl.MetricRegistriesImpl;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.RaftServerConfigKeys.Log.CorruptionPolicy;
import org.apache.ratis.server.raftlog.segmented.LogSegment;
import org.apache.ratis.server.raftlog.segmented.LogSegmentPath;
import org.apache.ratis.server.storage.RaftStorage;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.apache.ratis.util.SizeInBytes;

/** The facts of {@link RealNodes} on Ratis. */
class RatisNodesTest extends RealNodes {
    /** A class of each jar that Ratis consists of. */
    private static final List<Class<?>> CLASSES = List.of(
            RatisProvider.class,
            RaftServer.class,
            RaftStorage.class,
            LogSegment.class,
            LogEntryProto.class,
            RaftConfigKeys.class,
            RaftClient.class,
            GrpcFactory.class,
            MetricRegistries.class,
            MetricRegistriesImpl.class,
            ByteString.class);

    private static final SizeInBytes MAX_ENTRY = SizeInBytes.valueOf("64MB");

    RatisNodesTest() {
        super(new Engine("ratis", false, CLASSES, List.of("--sun-misc-unsafe-memory-access=allow")));
    }

    @Override
    protected List<CommandProto> commands(Path directory) throws Exception {
        List<LogSegmentPath> segments;
        try (Stream<Path> files = Files.walk(directory)) {
            segments = files.map(LogSegmentPath::matchLogSegment)
                    .filter(Objects::nonNull)
                    .sorted(Comparator.comparing(LogSegmentPath::getStartEnd))
                    .toList();
        }
        List<CommandProto> commands = new ArrayList<>();
        for (LogSegmentPath segment : segments) {
            LogSegment.readSegmentFile(
                    segment.getPath().toFile(),
                    segment.getStartEnd(),
                    MAX_ENTRY,
                    CorruptionPolicy.EXCEPTION,
                    null,
                    entry -> {
                        if (entry.hasStateMachineLogEntry()) {
                            commands.add(command(entry));
                        }
                    });
        }
        return commands;
    }

    private static CommandProto command(LogEntryProto entry) {
        try {
            return CommandProto.parseFrom(
                    entry.getStateMachineLogEntry().getLogData().toByteArray());
        } catch (InvalidProtocolBufferException e) {
            throw new UncheckedIOException(e);
        }
    }
}
