package kvs.raft.kv;

import java.util.function.IntFunction;
import kvs.protocol.Bytes;
import kvs.raft.Configuration;
import kvs.raft.RaftStatus;
import kvs.raft.proto.FollowerInfoProto;
import kvs.raft.proto.NodeInfoProto;
import kvs.raft.proto.NotLeaderProto;
import kvs.raft.proto.ResponseProto;
import kvs.raft.proto.RowProto;
import kvs.raft.proto.RowsProto;
import kvs.raft.proto.TransferredProto;
import kvs.raft.proto.ValueProto;
import kvs.raft.proto.WrittenProto;
import org.jspecify.annotations.Nullable;

/** The answers to clients as protobuf: {@code ResponseProto} in {@code client.proto}. */
public final class ResponseCodec {
    private ResponseCodec() {}

    /**
     * Returns a {@code ResponseProto}.
     *
     * @param addressOf the address at which clients reach a node, or an empty string; asked for the leader's
     */
    public static ResponseProto proto(long requestId, Response response, IntFunction<String> addressOf) {
        ResponseProto.Builder proto = ResponseProto.newBuilder().setRequestId(requestId);
        switch (response) {
            case Response.SessionOpened(long client) -> proto.setSessionOpened(client);
            case Response.Done(@Nullable Bytes previous) -> proto.setWritten(written(true, previous));
            case Response.Mismatch(@Nullable Bytes found) -> proto.setWritten(written(false, found));
            case Response.SessionExpired() -> proto.setSessionExpired(true);
            case Response.Found(Bytes value) ->
                proto.setValue(ValueProto.newBuilder().setValue(Fields.bytes(value)));
            case Response.Missing() -> proto.setValue(ValueProto.getDefaultInstance());
            case Response.Rows rows -> proto.setRows(rows(rows));
            case Response.Changed(Configuration configuration) ->
                proto.setConfiguration(EntryCodec.proto(configuration));
            case Response.Transferred(int leader) ->
                proto.setTransferred(TransferredProto.newBuilder().setLeader(leader));
            case Response.NotLeader(int leader) ->
                proto.setNotLeader(NotLeaderProto.newBuilder()
                        .setLeader(leader)
                        .setAddress(leader == 0 ? "" : addressOf.apply(leader)));
            case Response.MayHaveHappened() -> proto.setMayHaveHappened(true);
            case Response.Busy() -> proto.setBusy(true);
            case Response.Rejected(String reason) -> proto.setRejected(reason);
            case Response.StatusOf(RaftStatus raft, Response.MachineStatus machine) ->
                proto.setInfo(info(raft, machine));
        }
        return proto.build();
    }

    private static WrittenProto written(boolean done, @Nullable Bytes previous) {
        WrittenProto.Builder proto = WrittenProto.newBuilder().setDone(done);
        if (previous != null) {
            proto.setPrevious(Fields.bytes(previous));
        }
        return proto.build();
    }

    private static RowsProto rows(Response.Rows rows) {
        RowsProto.Builder proto = RowsProto.newBuilder().setMore(rows.more());
        for (Response.Row row : rows.rows()) {
            proto.addRows(RowProto.newBuilder().setKey(Fields.bytes(row.key())).setValue(Fields.bytes(row.value())));
        }
        return proto.build();
    }

    private static NodeInfoProto info(RaftStatus raft, Response.MachineStatus machine) {
        NodeInfoProto.Builder proto = NodeInfoProto.newBuilder()
                .setId(raft.id())
                .setRole(raft.role().name())
                .setTerm(raft.term())
                .setVote(raft.vote())
                .setLeader(raft.leader())
                .setRecovering(raft.recovering())
                .setCommit(raft.commit())
                .setFirst(raft.first())
                .setLast(EntryCodec.proto(raft.last()))
                .setDurable(raft.durable())
                .setSnapshot(EntryCodec.proto(raft.snapshot()))
                .setConfiguration(EntryCodec.proto(raft.configuration()))
                .setTransferTarget(raft.transferTarget())
                .setApplied(machine.applied())
                .setKeys(machine.keys())
                .setBytes(machine.bytes())
                .setSessions(machine.sessions())
                .setTimeMillis(machine.timeMillis());
        for (RaftStatus.FollowerStatus follower : raft.followers()) {
            proto.addFollowers(FollowerInfoProto.newBuilder()
                    .setId(follower.id())
                    .setMatch(follower.match())
                    .setNext(follower.next())
                    .setMode(follower.mode().name())
                    .setInflight(follower.inflight())
                    .setActive(follower.active()));
        }
        raft.ignored().forEach((reason, count) -> proto.putIgnored(reason.name(), count));
        return proto.build();
    }

    /**
     * Returns the message in {@code bytes}. A client reads the protobuf itself: it tells the leader's address and what the
     * node says about itself apart from a {@link Response}, which has neither.
     *
     * @throws MalformedMessageException if it is not a {@code ResponseProto}
     */
    public static ResponseProto parse(byte[] bytes) throws MalformedMessageException {
        ResponseProto proto = Fields.parse(ResponseProto.parser(), bytes, "response");
        if (proto.getResponseCase() == ResponseProto.ResponseCase.RESPONSE_NOT_SET) {
            throw Fields.missing("response");
        }
        return proto;
    }

    /**
     * Returns the answer in {@code proto}, for a node that has passed a request on to another one.
     *
     * @throws MalformedMessageException if it is none, or one that a node gives about itself alone: a pong, or an info
     */
    public static Response response(ResponseProto proto) throws MalformedMessageException {
        return switch (proto.getResponseCase()) {
            case VALUE ->
                proto.getValue().hasValue()
                        ? new Response.Found(Fields.bytes(proto.getValue().getValue()))
                        : new Response.Missing();
            case WRITTEN -> written(proto.getWritten());
            case ROWS -> rows(proto.getRows());
            case SESSION_OPENED ->
                new Response.SessionOpened(Fields.positive(proto.getSessionOpened(), "session_opened"));
            case CONFIGURATION ->
                new Response.Changed(EntryCodec.configuration(proto.getConfiguration(), "configuration"));
            case TRANSFERRED ->
                new Response.Transferred(Fields.number(proto.getTransferred().getLeader(), "transferred.leader"));
            case NOT_LEADER ->
                new Response.NotLeader(Fields.number(proto.getNotLeader().getLeader(), "not_leader.leader"));
            case MAY_HAVE_HAPPENED -> new Response.MayHaveHappened();
            case SESSION_EXPIRED -> new Response.SessionExpired();
            case BUSY -> new Response.Busy();
            case REJECTED -> new Response.Rejected(proto.getRejected());
            case PONG, INFO, RESPONSE_NOT_SET -> throw Fields.missing("response");
        };
    }

    private static Response written(WrittenProto proto) {
        Bytes previous = proto.hasPrevious() ? Fields.bytes(proto.getPrevious()) : null;
        return proto.getDone() ? new Response.Done(previous) : new Response.Mismatch(previous);
    }

    private static Response rows(RowsProto proto) {
        return new Response.Rows(
                proto.getRowsList().stream()
                        .map(row -> new Response.Row(Fields.bytes(row.getKey()), Fields.bytes(row.getValue())))
                        .toList(),
                proto.getMore());
    }
}
