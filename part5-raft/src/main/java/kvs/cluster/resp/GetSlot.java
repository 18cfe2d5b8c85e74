package kvs.cluster.resp;

import kvs.protocol.Bytes;
import kvs.raft.kv.Request;
import kvs.raft.kv.Response;
import kvs.resp.RespWriter;
import org.jspecify.annotations.Nullable;

/** GET. */
final class GetSlot extends ReplySlot {
    private final Bytes key;
    private @Nullable Bytes value;

    GetSlot(RespSession session, Bytes key, int bytes) {
        super(session, bytes);
        this.key = key;
    }

    @Override
    void start() {
        submit(new Request.Get(key, false));
    }

    @Override
    void take(Response response) {
        switch (response) {
            case Response.Found(Bytes found) -> value = found;
            case Response.Missing() -> {}
            default -> error = session.errors().of(response);
        }
    }

    @Override
    boolean write(RespWriter out) {
        Replying.bulkOrNil(value, out);
        return true;
    }
}
