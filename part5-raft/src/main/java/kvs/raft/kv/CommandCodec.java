package kvs.raft.kv;

import kvs.raft.proto.CommandProto;
import kvs.raft.proto.CompareAndSetProto;
import kvs.raft.proto.DeleteProto;
import kvs.raft.proto.SetProto;
import kvs.raft.proto.WriteIdProto;
import org.jspecify.annotations.Nullable;

/** {@link LogCommand}s as protobuf: {@code CommandProto} in {@code log.proto}. */
public final class CommandCodec {
    private CommandCodec() {}

    /** Returns a {@code CommandProto}: the data of a {@link kvs.raft.Payload.Command}. */
    public static byte[] encode(LogCommand command) {
        CommandProto.Builder proto = CommandProto.newBuilder().setTimeMillis(command.timeMillis());
        switch (command) {
            case LogCommand.OpenSession _ -> proto.setOpenSession(true);
            case LogCommand.Write(long _, @Nullable WriteId id, KvCommand write) -> {
                if (id != null) {
                    proto.setWriteId(proto(id));
                }
                switch (write) {
                    case KvCommand.Set set -> proto.setSet(proto(set));
                    case KvCommand.Delete delete -> proto.setDelete(proto(delete));
                    case KvCommand.CompareAndSet swap -> proto.setCompareAndSet(proto(swap));
                }
            }
        }
        return proto.build().toByteArray();
    }

    static LogCommand decode(byte[] bytes) throws MalformedMessageException {
        CommandProto proto = Fields.parse(CommandProto.parser(), bytes, "command");
        if (proto.getOperationCase() == CommandProto.OperationCase.OPEN_SESSION) {
            Fields.require(proto.getOpenSession(), "open_session", "must be true");
            Fields.require(!proto.hasWriteId(), "write_id", "a session is opened outside of any session");
            return new LogCommand.OpenSession(proto.getTimeMillis());
        }
        KvCommand write = switch (proto.getOperationCase()) {
            case SET -> command(proto.getSet());
            case DELETE -> command(proto.getDelete());
            case COMPARE_AND_SET -> command(proto.getCompareAndSet());
            case OPEN_SESSION, OPERATION_NOT_SET -> throw Fields.missing("operation");
        };
        return new LogCommand.Write(
                proto.getTimeMillis(), proto.hasWriteId() ? writeId(proto.getWriteId()) : null, write);
    }

    static SetProto proto(KvCommand.Set set) {
        return SetProto.newBuilder()
                .setKey(Fields.bytes(set.key()))
                .setValue(Fields.bytes(set.value()))
                .build();
    }

    static DeleteProto proto(KvCommand.Delete delete) {
        return DeleteProto.newBuilder().setKey(Fields.bytes(delete.key())).build();
    }

    static CompareAndSetProto proto(KvCommand.CompareAndSet swap) {
        CompareAndSetProto.Builder proto =
                CompareAndSetProto.newBuilder().setKey(Fields.bytes(swap.key())).setValue(Fields.bytes(swap.value()));
        if (swap.expected() != null) {
            proto.setExpected(Fields.bytes(swap.expected()));
        }
        return proto.build();
    }

    static WriteIdProto proto(WriteId id) {
        return WriteIdProto.newBuilder()
                .setClient(id.client())
                .setSequence(id.sequence())
                .setLowestUnanswered(id.lowestUnanswered())
                .build();
    }

    static KvCommand.Set command(SetProto proto) {
        return new KvCommand.Set(Fields.bytes(proto.getKey()), Fields.bytes(proto.getValue()));
    }

    static KvCommand.Delete command(DeleteProto proto) {
        return new KvCommand.Delete(Fields.bytes(proto.getKey()));
    }

    static KvCommand.CompareAndSet command(CompareAndSetProto proto) {
        return new KvCommand.CompareAndSet(
                Fields.bytes(proto.getKey()),
                proto.hasExpected() ? Fields.bytes(proto.getExpected()) : null,
                Fields.bytes(proto.getValue()));
    }

    static WriteId writeId(WriteIdProto proto) throws MalformedMessageException {
        long client = Fields.positive(proto.getClient(), "write_id.client");
        long sequence = Fields.positive(proto.getSequence(), "write_id.sequence");
        Fields.require(sequence <= WriteId.MAX_SEQUENCE, "write_id.sequence", "too high");
        long lowest = Fields.positive(proto.getLowestUnanswered(), "write_id.lowest_unanswered");
        Fields.require(lowest <= sequence, "write_id.lowest_unanswered", "higher than the write's own number");
        return new WriteId(client, sequence, lowest);
    }
}
