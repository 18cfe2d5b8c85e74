package kvs.raft.kv;

import java.util.ArrayList;
import java.util.List;
import kvs.raft.Entry;
import kvs.raft.EntryId;
import kvs.raft.Envelope;
import kvs.raft.Message;
import kvs.raft.Snapshot;
import kvs.raft.proto.AppendEntriesProto;
import kvs.raft.proto.AppendEntriesResponseProto;
import kvs.raft.proto.EntryProto;
import kvs.raft.proto.EnvelopeProto;
import kvs.raft.proto.InstallSnapshotProto;
import kvs.raft.proto.InstallSnapshotResponseProto;
import kvs.raft.proto.PreVoteProto;
import kvs.raft.proto.PreVoteResponseProto;
import kvs.raft.proto.RequestVoteProto;
import kvs.raft.proto.RequestVoteResponseProto;
import kvs.raft.proto.TimeoutNowProto;

/**
 * Messages between nodes as protobuf: {@code peer.proto}.
 *
 * <p>Decoding accepts what could be a message; whether it makes sense (entries in order, a term within reach) is for
 * {@link kvs.raft.Raft} to judge, which ignores and counts what does not. The memory that decoding takes is at most a
 * constant multiple of the length of its input, which the caller limits.
 */
public final class MessageCodec {
    private MessageCodec() {}

    /** Returns an {@code EnvelopeProto}. */
    public static byte[] encode(Envelope envelope) {
        EnvelopeProto.Builder proto = EnvelopeProto.newBuilder()
                .setCluster(envelope.cluster())
                .setFrom(envelope.from())
                .setTo(envelope.to())
                .setTerm(envelope.message().term());
        switch (envelope.message()) {
            case Message.RequestVote(long _, EntryId last, boolean transfer) ->
                proto.setRequestVote(RequestVoteProto.newBuilder()
                        .setLast(EntryCodec.proto(last))
                        .setTransfer(transfer));
            case Message.RequestVoteResponse(long _, boolean granted) ->
                proto.setRequestVoteResponse(
                        RequestVoteResponseProto.newBuilder().setGranted(granted));
            case Message.PreVote(long _, EntryId last) ->
                proto.setPreVote(PreVoteProto.newBuilder().setLast(EntryCodec.proto(last)));
            case Message.PreVoteResponse(long _, long asked, boolean granted) ->
                proto.setPreVoteResponse(
                        PreVoteResponseProto.newBuilder().setAsked(asked).setGranted(granted));
            case Message.AppendEntries append -> proto.setAppendEntries(proto(append));
            case Message.AppendEntriesResponse(
                    long _,
                    boolean success,
                    long index,
                    EntryId hint,
                    long round,
                    boolean recovering) ->
                proto.setAppendEntriesResponse(AppendEntriesResponseProto.newBuilder()
                        .setSuccess(success)
                        .setIndex(index)
                        .setHint(EntryCodec.proto(hint))
                        .setRound(round)
                        .setRecovering(recovering));
            case Message.InstallSnapshot(
                    long _,
                    Snapshot snapshot,
                    long offset,
                    byte[] chunk,
                    boolean done,
                    long round) ->
                proto.setInstallSnapshot(InstallSnapshotProto.newBuilder()
                        .setSnapshot(EntryCodec.proto(snapshot))
                        .setOffset(offset)
                        .setChunk(Fields.wrap(chunk))
                        .setDone(done)
                        .setRound(round));
            case Message.InstallSnapshotResponse(long _, EntryId last, long received, boolean installed, long round) ->
                proto.setInstallSnapshotResponse(InstallSnapshotResponseProto.newBuilder()
                        .setLast(EntryCodec.proto(last))
                        .setReceived(received)
                        .setInstalled(installed)
                        .setRound(round));
            case Message.TimeoutNow _ -> proto.setTimeoutNow(TimeoutNowProto.getDefaultInstance());
        }
        return proto.build().toByteArray();
    }

    private static AppendEntriesProto proto(Message.AppendEntries append) {
        AppendEntriesProto.Builder proto = AppendEntriesProto.newBuilder()
                .setPrevious(EntryCodec.proto(append.previous()))
                .setCommit(append.commit())
                .setRound(append.round())
                .setInDoubt(append.inDoubt());
        for (Entry entry : append.entries()) {
            proto.addEntries(EntryCodec.proto(entry));
        }
        return proto.build();
    }

    /**
     * Returns the envelope of an {@code EnvelopeProto}.
     *
     * @throws MalformedMessageException if the bytes are anything else; it names the field
     */
    public static Envelope decode(byte[] bytes) throws MalformedMessageException {
        EnvelopeProto proto = Fields.parse(EnvelopeProto.parser(), bytes, "envelope");
        int from = Fields.positive(proto.getFrom(), "from");
        int to = Fields.positive(proto.getTo(), "to");
        long term = Fields.number(proto.getTerm(), "term");
        return new Envelope(proto.getCluster(), from, to, message(proto, term));
    }

    private static Message message(EnvelopeProto proto, long term) throws MalformedMessageException {
        return switch (proto.getMessageCase()) {
            case REQUEST_VOTE -> requestVote(proto.getRequestVote(), term);
            case REQUEST_VOTE_RESPONSE ->
                new Message.RequestVoteResponse(
                        term, proto.getRequestVoteResponse().getGranted());
            case PRE_VOTE -> preVote(proto.getPreVote(), term);
            case PRE_VOTE_RESPONSE -> preVoteResponse(proto.getPreVoteResponse(), term);
            case APPEND_ENTRIES -> appendEntries(proto.getAppendEntries(), term);
            case APPEND_ENTRIES_RESPONSE -> appendEntriesResponse(proto.getAppendEntriesResponse(), term);
            case INSTALL_SNAPSHOT -> installSnapshot(proto.getInstallSnapshot(), term);
            case INSTALL_SNAPSHOT_RESPONSE -> installSnapshotResponse(proto.getInstallSnapshotResponse(), term);
            case TIMEOUT_NOW -> new Message.TimeoutNow(term);
            case MESSAGE_NOT_SET -> throw Fields.missing("message");
        };
    }

    private static Message requestVote(RequestVoteProto proto, long term) throws MalformedMessageException {
        return new Message.RequestVote(
                term, EntryCodec.entryId(proto.hasLast(), proto.getLast(), "request_vote.last"), proto.getTransfer());
    }

    private static Message preVote(PreVoteProto proto, long term) throws MalformedMessageException {
        return new Message.PreVote(term, EntryCodec.entryId(proto.hasLast(), proto.getLast(), "pre_vote.last"));
    }

    private static Message preVoteResponse(PreVoteResponseProto proto, long term) throws MalformedMessageException {
        return new Message.PreVoteResponse(
                term, Fields.number(proto.getAsked(), "pre_vote_response.asked"), proto.getGranted());
    }

    private static Message appendEntries(AppendEntriesProto proto, long term) throws MalformedMessageException {
        List<Entry> entries = new ArrayList<>(proto.getEntriesCount());
        for (EntryProto entry : proto.getEntriesList()) {
            entries.add(EntryCodec.entry(entry, "append_entries.entries"));
        }
        return new Message.AppendEntries(
                term,
                EntryCodec.entryId(proto.hasPrevious(), proto.getPrevious(), "append_entries.previous"),
                entries,
                Fields.number(proto.getCommit(), "append_entries.commit"),
                Fields.number(proto.getRound(), "append_entries.round"),
                proto.getInDoubt());
    }

    private static Message appendEntriesResponse(AppendEntriesResponseProto proto, long term)
            throws MalformedMessageException {
        return new Message.AppendEntriesResponse(
                term,
                proto.getSuccess(),
                Fields.number(proto.getIndex(), "append_entries_response.index"),
                EntryCodec.entryId(proto.hasHint(), proto.getHint(), "append_entries_response.hint"),
                Fields.number(proto.getRound(), "append_entries_response.round"),
                proto.getRecovering());
    }

    private static Message installSnapshot(InstallSnapshotProto proto, long term) throws MalformedMessageException {
        return new Message.InstallSnapshot(
                term,
                EntryCodec.snapshot(proto.hasSnapshot(), proto.getSnapshot(), "install_snapshot.snapshot"),
                Fields.number(proto.getOffset(), "install_snapshot.offset"),
                proto.getChunk().toByteArray(),
                proto.getDone(),
                Fields.number(proto.getRound(), "install_snapshot.round"));
    }

    private static Message installSnapshotResponse(InstallSnapshotResponseProto proto, long term)
            throws MalformedMessageException {
        return new Message.InstallSnapshotResponse(
                term,
                EntryCodec.entryId(proto.hasLast(), proto.getLast(), "install_snapshot_response.last"),
                Fields.number(proto.getReceived(), "install_snapshot_response.received"),
                proto.getInstalled(),
                Fields.number(proto.getRound(), "install_snapshot_response.round"));
    }
}
