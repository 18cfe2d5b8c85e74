package kvs.cluster.resp;

import kvs.raft.kv.Response;
import kvs.resp.RespWriter;

/** The error of a command that asks nothing of the store, in its place among the replies. */
final class ErrorSlot extends ReplySlot {
    ErrorSlot(RespSession session, String error) {
        super(session, 0);
        this.error = error;
    }

    @Override
    void start() {}

    @Override
    void take(Response response) {}

    @Override
    boolean write(RespWriter out) {
        throw new IllegalStateException("an error has no other reply");
    }
}
