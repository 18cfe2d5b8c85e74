package kvs.cluster.resp;

import kvs.protocol.Bytes;
import kvs.raft.kv.KvCommand;
import kvs.raft.kv.Request;
import kvs.raft.kv.Response;
import kvs.resp.RespWriter;
import org.jspecify.annotations.Nullable;

/** SET without XX: one write. NX is a compare-and-set that expects no value. */
final class SetSlot extends ReplySlot {
    private final KvCommand command;
    private final boolean get;

    /** The value that the key had before. */
    private @Nullable Bytes previous;

    private boolean written;

    /** @param get whether the reply is the value that the key had before */
    SetSlot(RespSession session, KvCommand command, boolean get, int bytes) {
        super(session, bytes);
        this.command = command;
        this.get = get;
    }

    @Override
    void start() {
        submit(new Request.Write(null, command));
    }

    @Override
    void take(Response response) {
        switch (response) {
            case Response.Done(@Nullable Bytes before) -> {
                previous = before;
                written = true;
            }
            case Response.Mismatch(@Nullable Bytes found) -> previous = found;
            default -> error = session.errors().of(response);
        }
    }

    @Override
    boolean write(RespWriter out) {
        if (get) {
            Replying.bulkOrNil(previous, out);
        } else if (written) {
            out.ok();
        } else {
            out.nil();
        }
        return true;
    }
}
