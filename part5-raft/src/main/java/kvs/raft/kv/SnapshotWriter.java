package kvs.raft.kv;

import com.google.protobuf.ByteString;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.zip.CRC32C;
import kvs.protocol.Bytes;
import kvs.raft.Snapshot;
import kvs.raft.proto.AnswerProto;
import kvs.raft.proto.DoneProto;
import kvs.raft.proto.MismatchProto;
import kvs.raft.proto.PairProto;
import kvs.raft.proto.PairsProto;
import kvs.raft.proto.SessionAnswerProto;
import kvs.raft.proto.SessionProto;
import kvs.raft.proto.SessionsProto;
import kvs.raft.proto.SnapshotChunkProto;
import kvs.raft.proto.SnapshotEndProto;
import kvs.raft.proto.SnapshotHeaderProto;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a snapshot, chunk by chunk ({@code snapshot.proto}).
 *
 * <pre>
 *   snapshot = chunk*                            header, pairs*, sessions*, end
 *   chunk    = length (varint), SnapshotChunkProto
 * </pre>
 *
 * <p>The snapshot of an empty machine after entry 1@1, of a cluster without members:
 *
 * <pre>
 *   0e 0a0c 0801 1208 0a04 08011001 1200         header: version 1, snapshot (last 1@1, configuration {})
 *   07 2205 1d b54ddab0                          end: no pairs, no sessions, checksum
 * </pre>
 */
final class SnapshotWriter implements Iterator<byte[]> {
    /** The version of the format. */
    static final int VERSION = 1;

    private enum Part {
        HEADER,
        PAIRS,
        SESSIONS,
        END,
        NOTHING
    }

    private final Snapshot snapshot;
    private final KvStateMachine.State state;
    private final int maxChunkBytes;
    private final CRC32C checksum = new CRC32C();
    private Part next = Part.HEADER;
    private int nextPair;
    private int nextSession;
    private int nextAnswer;

    SnapshotWriter(Snapshot snapshot, KvStateMachine.State state, int maxChunkBytes) {
        this.snapshot = snapshot;
        this.state = state;
        this.maxChunkBytes = maxChunkBytes;
    }

    @Override
    public boolean hasNext() {
        return next != Part.NOTHING;
    }

    @Override
    public byte[] next() {
        byte[] chunk = delimited(
                switch (next) {
                    case HEADER -> header();
                    case PAIRS -> pairs();
                    case SESSIONS -> sessions();
                    case END -> end();
                    case NOTHING -> throw new NoSuchElementException("The snapshot ends here");
                });
        checksum.update(chunk);
        next = following();
        return chunk;
    }

    private Part following() {
        if (next == Part.END || next == Part.NOTHING) {
            return Part.NOTHING;
        }
        if (nextPair < state.pairs().size()) {
            return Part.PAIRS;
        }
        return nextSession < state.sessions().size() ? Part.SESSIONS : Part.END;
    }

    private SnapshotChunkProto header() {
        return SnapshotChunkProto.newBuilder()
                .setHeader(SnapshotHeaderProto.newBuilder()
                        .setVersion(VERSION)
                        .setSnapshot(EntryCodec.proto(snapshot))
                        .setTimeMillis(state.timeMillis()))
                .build();
    }

    private SnapshotChunkProto pairs() {
        PairsProto.Builder pairs = PairsProto.newBuilder();
        long bytes = 0;
        do {
            Response.Row row = state.pairs().get(nextPair++);
            pairs.addPairs(
                    PairProto.newBuilder().setKey(Fields.bytes(row.key())).setValue(Fields.bytes(row.value())));
            bytes += row.key().length() + row.value().length() + Session.OVERHEAD_BYTES;
        } while (bytes < maxChunkBytes && nextPair < state.pairs().size());
        return SnapshotChunkProto.newBuilder().setPairs(pairs).build();
    }

    private SnapshotChunkProto sessions() {
        SessionsProto.Builder sessions = SessionsProto.newBuilder();
        long bytes = 0;
        do {
            SessionProto session = session(maxChunkBytes - bytes);
            sessions.addSessions(session);
            bytes += session.getSerializedSize() + Session.OVERHEAD_BYTES;
        } while (bytes < maxChunkBytes && nextSession < state.sessions().size());
        return SnapshotChunkProto.newBuilder().setSessions(sessions).build();
    }

    /** Returns the next session, or that part of its answers for which there is room. */
    private SessionProto session(long room) {
        Sessions.Frozen session = state.sessions().get(nextSession);
        SessionProto.Builder proto = SessionProto.newBuilder()
                .setClient(session.client())
                .setLastUsedMillis(session.lastUsedMillis())
                .setFloor(session.floor());
        List<Map.Entry<Long, Response.Applied>> answers = session.answers();
        long bytes = 0;
        while (nextAnswer < answers.size() && bytes < room) {
            Map.Entry<Long, Response.Applied> answer = answers.get(nextAnswer++);
            SessionAnswerProto answerProto = SessionAnswerProto.newBuilder()
                    .setSequence(answer.getKey())
                    .setAnswer(proto(answer.getValue()))
                    .build();
            proto.addAnswers(answerProto);
            bytes += answerProto.getSerializedSize();
        }
        if (nextAnswer == answers.size()) {
            nextSession++;
            nextAnswer = 0;
        }
        return proto.build();
    }

    private static AnswerProto proto(Response.Applied answer) {
        AnswerProto.Builder proto = AnswerProto.newBuilder();
        switch (answer) {
            case Response.SessionOpened(long client) -> proto.setSessionOpened(client);
            case Response.Done(@Nullable Bytes previous) -> {
                DoneProto.Builder done = DoneProto.newBuilder();
                if (previous != null) {
                    done.setPrevious(Fields.bytes(previous));
                }
                proto.setDone(done);
            }
            case Response.Mismatch(@Nullable Bytes found) -> {
                MismatchProto.Builder mismatch = MismatchProto.newBuilder();
                if (found != null) {
                    mismatch.setFound(Fields.bytes(found));
                }
                proto.setMismatch(mismatch);
            }
            case Response.SessionExpired() -> proto.setSessionExpired(true);
            case Response.Rejected(String reason) -> proto.setRejected(reason);
        }
        return proto.build();
    }

    private SnapshotChunkProto end() {
        return SnapshotChunkProto.newBuilder()
                .setEnd(SnapshotEndProto.newBuilder()
                        .setPairs(state.pairs().size())
                        .setSessions(state.sessions().size())
                        .setChecksum((int) checksum.getValue()))
                .build();
    }

    /** Returns the chunk after its length. */
    private static byte[] delimited(SnapshotChunkProto chunk) {
        int length = chunk.getSerializedSize();
        int prefix = 1;
        for (int rest = length >>> 7; rest != 0; rest >>>= 7) {
            prefix++;
        }
        byte[] bytes = new byte[prefix + length];
        int rest = length;
        for (int i = 0; i < prefix - 1; i++) {
            bytes[i] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[prefix - 1] = (byte) rest;
        ByteString body = chunk.toByteString();
        body.copyTo(bytes, prefix);
        return bytes;
    }
}
