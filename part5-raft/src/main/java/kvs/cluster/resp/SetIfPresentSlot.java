package kvs.cluster.resp;

import kvs.protocol.Bytes;
import kvs.raft.kv.KvCommand;
import kvs.raft.kv.Request;
import kvs.raft.kv.Response;
import kvs.resp.RespWriter;
import org.jspecify.annotations.Nullable;

/**
 * SET with XX: reads the value, and replaces exactly that value. Where another client was faster, it goes on with the value
 * that the compare-and-set found.
 */
final class SetIfPresentSlot extends ReplySlot {
    /** Attempts before the client is told to try again. Each one that fails means that another client's write succeeded. */
    static final int MAX_ATTEMPTS = 16;

    private final Bytes key;
    private final Bytes value;
    private final boolean get;

    /** The value that the key has, as far as is known; null if it has none. */
    private @Nullable Bytes found;

    private int attempts;

    SetIfPresentSlot(RespSession session, Bytes key, Bytes value, boolean get, int bytes) {
        super(session, bytes);
        this.key = key;
        this.value = value;
        this.get = get;
    }

    @Override
    void start() {
        submit(new Request.Get(key, false));
    }

    @Override
    void take(Response response) {
        switch (response) {
            case Response.Found(Bytes current) -> replace(current);
            case Response.Mismatch(@Nullable Bytes current) -> {
                found = null;
                if (current != null) {
                    replace(current);
                }
            }
            case Response.Missing() -> {}
            case Response.Done _ -> {}
            default -> error = session.errors().of(response);
        }
    }

    private void replace(Bytes current) {
        found = current;
        if (attempts == MAX_ATTEMPTS) {
            error = "TRYAGAIN the value changed " + MAX_ATTEMPTS
                    + " times while SET with XX tried to replace it; it wrote nothing, so send it again";
            return;
        }
        attempts++;
        submit(new Request.Write(null, new KvCommand.CompareAndSet(key, current, value)));
    }

    @Override
    boolean write(RespWriter out) {
        if (get) {
            Replying.bulkOrNil(found, out);
        } else if (found != null) {
            out.ok();
        } else {
            out.nil();
        }
        return true;
    }
}
