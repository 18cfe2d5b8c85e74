package kvs.benchmarks.load;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.net.ProtocolException;
import kvs.protocol.Bytes;
import kvs.raft.kv.KvCommand;
import kvs.raft.kv.MalformedMessageException;
import kvs.raft.kv.Request;
import kvs.raft.kv.RequestCodec;
import kvs.raft.kv.Response;
import kvs.raft.kv.ResponseCodec;
import kvs.raft.proto.RequestProto;
import kvs.raft.proto.ResponseProto;

/** The client port of a cluster's node, which has to be the leader. Writes are outside of a session. */
final class ClusterProtocol implements LoadProtocol {
    /** The answers say which request they belong to; here only their number counts. */
    private static final long ANY_REQUEST = 1;

    @Override
    public String name() {
        return "cluster";
    }

    @Override
    public void get(Bytes key, ByteBuf out) {
        frame(RequestCodec.proto(ANY_REQUEST, new Request.Get(key, false)), out);
    }

    @Override
    public void set(Bytes key, Bytes value, ByteBuf out) {
        frame(RequestCodec.proto(ANY_REQUEST, new Request.Write(null, new KvCommand.Set(key, value))), out);
    }

    private static void frame(MessageLite message, ByteBuf out) {
        byte[] bytes = new byte[message.getSerializedSize()];
        try {
            message.writeTo(CodedOutputStream.newInstance(bytes));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        out.writeInt(bytes.length).writeBytes(bytes);
    }

    @Override
    public Inbox replies(Sink sink) {
        return new FrameReader() {
            @Override
            void take(byte[] message) throws MalformedMessageException {
                ResponseProto response = ResponseCodec.parse(message);
                switch (response.getResponseCase()) {
                    case WRITTEN -> sink.ok();
                    case VALUE -> {
                        if (response.getValue().hasValue()) {
                            sink.ok();
                        } else {
                            sink.notFound();
                        }
                    }
                    case NOT_LEADER ->
                        sink.error("the leader is at " + response.getNotLeader().getAddress());
                    default -> sink.error(response.getResponseCase().name());
                }
            }
        };
    }

    @Override
    public Inbox answers(Bytes value, ByteBuf out) {
        MessageLite found = ResponseCodec.proto(ANY_REQUEST, new Response.Found(value), _ -> "");
        MessageLite done = ResponseCodec.proto(ANY_REQUEST, new Response.Done(null), _ -> "");
        return new FrameReader() {
            @Override
            void take(byte[] message) throws MalformedMessageException {
                boolean get = RequestCodec.parse(message).getRequestCase() == RequestProto.RequestCase.GET;
                frame(get ? found : done, out);
            }
        };
    }

    /** Takes frames apart: a length in 32 bits, and a message. */
    private abstract static class FrameReader implements Inbox {
        private final ByteBuf buffer = Unpooled.buffer();

        abstract void take(byte[] message) throws MalformedMessageException, InvalidProtocolBufferException;

        @Override
        public ByteBuf buffer() {
            return buffer;
        }

        @Override
        public void drain() throws ProtocolException {
            try {
                while (buffer.readableBytes() >= Integer.BYTES) {
                    long length = buffer.getUnsignedInt(buffer.readerIndex());
                    if (length > LIMITS.maxValueBytes()) {
                        throw new ProtocolException("not a cluster's node: a frame of " + length + " bytes");
                    }
                    if (buffer.readableBytes() - Integer.BYTES < length) {
                        break;
                    }
                    buffer.skipBytes(Integer.BYTES);
                    byte[] message = new byte[(int) length];
                    buffer.readBytes(message);
                    take(message);
                }
                buffer.discardReadBytes();
            } catch (MalformedMessageException | InvalidProtocolBufferException e) {
                throw new ProtocolException("not a cluster's node: " + e.getMessage());
            }
        }
    }
}
