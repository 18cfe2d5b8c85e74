package kvs.raft.kv;

import kvs.protocol.Bytes;
import kvs.raft.MembershipChange;
import kvs.raft.proto.AddNodeProto;
import kvs.raft.proto.GetProto;
import kvs.raft.proto.InfoProto;
import kvs.raft.proto.OpenSessionProto;
import kvs.raft.proto.PromoteNodeProto;
import kvs.raft.proto.RangeProto;
import kvs.raft.proto.RemoveNodeProto;
import kvs.raft.proto.RequestProto;
import kvs.raft.proto.ScanProto;
import kvs.raft.proto.TransferProto;
import org.jspecify.annotations.Nullable;

/**
 * The requests of clients as protobuf: {@code RequestProto} in {@code client.proto}. A ping is no request to a {@link
 * Replica}; the server answers it by itself.
 */
public final class RequestCodec {
    private RequestCodec() {}

    /** Returns a {@code RequestProto}. */
    public static RequestProto proto(long requestId, Request request) {
        RequestProto.Builder proto = RequestProto.newBuilder().setRequestId(requestId);
        switch (request) {
            case Request.OpenSession() -> proto.setOpenSession(OpenSessionProto.getDefaultInstance());
            case Request.Write(@Nullable WriteId id, KvCommand command) -> write(proto, id, command);
            case Request.Get(Bytes key, boolean stale) ->
                proto.setGet(GetProto.newBuilder().setKey(Fields.bytes(key)).setStale(stale));
            case Request.Scan(KeyRange range, int limit, boolean stale) ->
                proto.setScan(ScanProto.newBuilder()
                        .setBetween(range(range))
                        .setLimit(limit)
                        .setStale(stale));
            case Request.Change(MembershipChange.AddLearner(int id, String address)) ->
                proto.setAddNode(AddNodeProto.newBuilder().setId(id).setAddress(address));
            case Request.Change(MembershipChange.Remove(int id)) ->
                proto.setRemoveNode(RemoveNodeProto.newBuilder().setId(id));
            case Request.Change(MembershipChange.Promote(int id)) ->
                proto.setPromoteNode(PromoteNodeProto.newBuilder().setId(id));
            case Request.Transfer(int target) ->
                proto.setTransfer(TransferProto.newBuilder().setTarget(target));
            case Request.Status() -> proto.setInfo(InfoProto.getDefaultInstance());
        }
        return proto.build();
    }

    private static void write(RequestProto.Builder proto, @Nullable WriteId id, KvCommand command) {
        if (id != null) {
            proto.setWriteId(CommandCodec.proto(id));
        }
        switch (command) {
            case KvCommand.Set set -> proto.setSet(CommandCodec.proto(set));
            case KvCommand.Delete delete -> proto.setDelete(CommandCodec.proto(delete));
            case KvCommand.CompareAndSet swap -> proto.setCompareAndSet(CommandCodec.proto(swap));
        }
    }

    private static RangeProto range(KeyRange range) {
        RangeProto.Builder proto = RangeProto.newBuilder().setFrom(Fields.bytes(range.from()));
        if (range.to() != null) {
            proto.setTo(Fields.bytes(range.to()));
        }
        return proto.build();
    }

    /**
     * Returns the message in {@code bytes}, for {@link #request} or for a ping.
     *
     * @throws MalformedMessageException if it is not a {@code RequestProto}
     */
    public static RequestProto parse(byte[] bytes) throws MalformedMessageException {
        return Fields.parse(RequestProto.parser(), bytes, "request");
    }

    /**
     * Returns what a client asks of a replica.
     *
     * @throws MalformedMessageException if that is nothing that a replica answers; it names the field
     */
    public static Request request(RequestProto proto) throws MalformedMessageException {
        return switch (proto.getRequestCase()) {
            case GET ->
                new Request.Get(
                        Fields.bytes(proto.getGet().getKey()), proto.getGet().getStale());
            case SET -> write(proto, CommandCodec.command(proto.getSet()));
            case DELETE -> write(proto, CommandCodec.command(proto.getDelete()));
            case COMPARE_AND_SET -> write(proto, CommandCodec.command(proto.getCompareAndSet()));
            case SCAN -> scan(proto.getScan());
            case OPEN_SESSION -> new Request.OpenSession();
            case ADD_NODE -> {
                AddNodeProto add = proto.getAddNode();
                yield new Request.Change(new MembershipChange.AddLearner(
                        Fields.positive(add.getId(), "add_node.id"),
                        EntryCodec.address(add.getAddress(), "add_node.address")));
            }
            case REMOVE_NODE ->
                new Request.Change(new MembershipChange.Remove(
                        Fields.positive(proto.getRemoveNode().getId(), "remove_node.id")));
            case PROMOTE_NODE ->
                new Request.Change(new MembershipChange.Promote(
                        Fields.positive(proto.getPromoteNode().getId(), "promote_node.id")));
            case TRANSFER ->
                new Request.Transfer(Fields.number(proto.getTransfer().getTarget(), "transfer.target"));
            case INFO -> new Request.Status();
            case PING, REQUEST_NOT_SET -> throw Fields.missing("request");
        };
    }

    private static Request write(RequestProto proto, KvCommand command) throws MalformedMessageException {
        return new Request.Write(proto.hasWriteId() ? CommandCodec.writeId(proto.getWriteId()) : null, command);
    }

    private static Request scan(ScanProto proto) throws MalformedMessageException {
        KeyRange range = switch (proto.getRangeCase()) {
            case BETWEEN ->
                new KeyRange(
                        Fields.bytes(proto.getBetween().getFrom()),
                        proto.getBetween().hasTo()
                                ? Fields.bytes(proto.getBetween().getTo())
                                : null);
            case PREFIX -> KeyRange.startingWith(Fields.bytes(proto.getPrefix()));
            case RANGE_NOT_SET -> KeyRange.ALL;
        };
        return new Request.Scan(range, Fields.positive(proto.getLimit(), "scan.limit"), proto.getStale());
    }
}
