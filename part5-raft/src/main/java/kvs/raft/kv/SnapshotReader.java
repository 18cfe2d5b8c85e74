package kvs.raft.kv;

import java.util.Iterator;
import java.util.NavigableMap;
import kvs.protocol.Bytes;
import kvs.raft.Snapshot;
import kvs.raft.proto.AnswerProto;
import kvs.raft.proto.PairProto;
import kvs.raft.proto.PairsProto;
import kvs.raft.proto.SessionAnswerProto;
import kvs.raft.proto.SessionProto;
import kvs.raft.proto.SessionsProto;
import kvs.raft.proto.SnapshotChunkProto;
import kvs.raft.proto.SnapshotEndProto;
import kvs.raft.proto.SnapshotHeaderProto;
import org.jspecify.annotations.Nullable;

/** Reads what {@link SnapshotWriter} writes, and nothing else. */
final class SnapshotReader {
    private final Snapshot snapshot;
    private final SnapshotBytes bytes;
    private @Nullable Session open;

    SnapshotReader(Snapshot snapshot, Iterator<byte[]> pieces) {
        this.snapshot = snapshot;
        this.bytes = new SnapshotBytes(snapshot, pieces);
    }

    /**
     * Reads the whole snapshot.
     *
     * @return the log time
     * @throws DamagedSnapshotException if the bytes are not a whole snapshot of the name that was expected
     */
    long readInto(NavigableMap<Bytes, Bytes> pairs, Sessions sessions) {
        try {
            return read(pairs, sessions);
        } catch (MalformedMessageException e) {
            throw bytes.damaged(String.valueOf(e.getMessage()));
        }
    }

    private long read(NavigableMap<Bytes, Bytes> pairs, Sessions sessions) throws MalformedMessageException {
        SnapshotChunkProto chunk = chunk();
        Fields.present(chunk.hasHeader(), "header");
        long timeMillis = header(chunk.getHeader());
        for (chunk = chunk(); chunk.hasPairs(); chunk = chunk()) {
            pairs(chunk.getPairs(), pairs);
        }
        for (; chunk.hasSessions(); chunk = chunk()) {
            sessions(chunk.getSessions(), sessions);
        }
        close(sessions);
        Fields.present(chunk.hasEnd(), "end");
        end(chunk.getEnd(), pairs.size(), sessions.size());
        Fields.require(!bytes.hasMore(), "end", "more bytes follow the end");
        return timeMillis;
    }

    private SnapshotChunkProto chunk() throws MalformedMessageException {
        return Fields.parse(SnapshotChunkProto.parser(), bytes.chunk(), "chunk");
    }

    private long header(SnapshotHeaderProto header) throws MalformedMessageException {
        Fields.require(
                header.getVersion() == SnapshotWriter.VERSION,
                "header.version",
                "format " + header.getVersion() + " is not known; this program reads " + SnapshotWriter.VERSION);
        Snapshot found = EntryCodec.snapshot(header.hasSnapshot(), header.getSnapshot(), "header.snapshot");
        Fields.require(found.equals(snapshot), "header.snapshot", "expected " + snapshot + " and found " + found);
        return header.getTimeMillis();
    }

    private static void pairs(PairsProto proto, NavigableMap<Bytes, Bytes> pairs) throws MalformedMessageException {
        for (PairProto pair : proto.getPairsList()) {
            Bytes key = Fields.bytes(pair.getKey());
            Fields.require(
                    pairs.isEmpty() || key.compareTo(pairs.lastKey()) > 0,
                    "pairs.key",
                    key + " does not come after the key before it");
            pairs.put(key, Fields.bytes(pair.getValue()));
        }
    }

    private void sessions(SessionsProto proto, Sessions sessions) throws MalformedMessageException {
        for (SessionProto session : proto.getSessionsList()) {
            session(session, sessions);
        }
    }

    /** Reads a session, or further answers of the one before it. */
    private void session(SessionProto proto, Sessions sessions) throws MalformedMessageException {
        long client = Fields.positive(proto.getClient(), "sessions.client");
        long floor = Fields.positive(proto.getFloor(), "sessions.floor");
        Session session = open;
        if (session == null || session.client() != client) {
            close(sessions);
            Fields.require(sessions.get(client) == null, "sessions.client", client + " occurs twice");
            session = new Session(client, floor, proto.getLastUsedMillis());
            open = session;
        }
        for (SessionAnswerProto answer : proto.getAnswersList()) {
            long sequence = Fields.number(answer.getSequence(), "sessions.answers.sequence");
            Fields.require(
                    sequence >= floor
                            && sequence <= WriteId.MAX_SEQUENCE
                            && (session.answers().isEmpty()
                                    || sequence > session.answers().lastKey()),
                    "sessions.answers.sequence",
                    sequence + " is out of order");
            session.remember(sequence, answer(answer.getAnswer()));
        }
    }

    private void close(Sessions sessions) {
        if (open != null) {
            sessions.restore(open);
            open = null;
        }
    }

    private static Response.Applied answer(AnswerProto proto) throws MalformedMessageException {
        return switch (proto.getAnswerCase()) {
            case SESSION_OPENED -> new Response.SessionOpened(proto.getSessionOpened());
            case DONE ->
                new Response.Done(
                        proto.getDone().hasPrevious()
                                ? Fields.bytes(proto.getDone().getPrevious())
                                : null);
            case MISMATCH ->
                new Response.Mismatch(
                        proto.getMismatch().hasFound()
                                ? Fields.bytes(proto.getMismatch().getFound())
                                : null);
            case SESSION_EXPIRED -> new Response.SessionExpired();
            case REJECTED -> new Response.Rejected(proto.getRejected());
            case ANSWER_NOT_SET -> throw Fields.missing("sessions.answers.answer");
        };
    }

    private void end(SnapshotEndProto end, int pairs, int sessions) throws MalformedMessageException {
        Fields.require(
                end.getChecksum() == bytes.checksumBeforeChunk(),
                "end.checksum",
                String.format(
                        "expected %08x, and the bytes before it give %08x",
                        end.getChecksum(), bytes.checksumBeforeChunk()));
        Fields.require(end.getPairs() == pairs, "end.pairs", "expected " + end.getPairs() + " and found " + pairs);
        Fields.require(
                end.getSessions() == sessions,
                "end.sessions",
                "expected " + end.getSessions() + " and found " + sessions);
    }
}
