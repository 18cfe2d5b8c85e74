package kvs.ratis;

import kvs.raft.kv.Request;
import kvs.raft.kv.RequestCodec;
import kvs.raft.kv.Response;
import kvs.raft.kv.ResponseCodec;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.apache.ratis.thirdparty.com.google.protobuf.UnsafeByteOperations;

/**
 * What passes through Ratis. Within a process, Ratis hands on the object itself, which spares this node from decoding
 * what it has encoded; a client of Ratis elsewhere sees the bytes.
 */
final class Messages {
    private Messages() {}

    /** A command, on its way into the log. Its content is what {@link kvs.raft.kv.CommandCodec} encodes. */
    record Command(OpenRequest request, ByteString content) implements Message {
        Command(OpenRequest request, byte[] command) {
            this(request, UnsafeByteOperations.unsafeWrap(command));
        }

        @Override
        public ByteString getContent() {
            return content;
        }
    }

    /** A read, once it is certain that the state machine is recent enough. Its content is a {@code RequestProto}. */
    record Read(Request request) implements Message {
        @Override
        public ByteString getContent() {
            return UnsafeByteOperations.unsafeWrap(
                    RequestCodec.proto(0, request).toByteArray());
        }
    }

    /** The state machine's answer. Its content is a {@code ResponseProto}. */
    record Answer(Response response) implements Message {
        @Override
        public ByteString getContent() {
            return UnsafeByteOperations.unsafeWrap(
                    ResponseCodec.proto(0, response, _ -> "").toByteArray());
        }
    }
}
