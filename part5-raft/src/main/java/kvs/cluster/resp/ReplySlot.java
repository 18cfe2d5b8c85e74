package kvs.cluster.resp;

import kvs.cluster.Requests;
import kvs.raft.kv.Request;
import kvs.raft.kv.Response;
import kvs.resp.RespWriter;
import org.jspecify.annotations.Nullable;

/**
 * A place in the order of replies: one command that the store has not answered, or whose reply is not yet written because an
 * earlier one is missing. It takes the answer of the store, which may need further requests.
 *
 * <p>For the thread of the node's loop.
 */
abstract class ReplySlot implements Requests.Answer {
    final RespSession session;

    /** Bytes of the command, which count against the limit of the connection while it waits. */
    final int bytes;

    /** Requests to the store that are not answered. */
    private int open;

    /** What the client is told instead of the reply; null if all went well. */
    @Nullable
    String error;

    ReplySlot(RespSession session, int bytes) {
        this.session = session;
        this.bytes = bytes;
    }

    /** Submits the first requests, and counts as unanswered until all of them are submitted. */
    final void begin() {
        open++;
        start();
        open--;
    }

    /** Submits the first requests to the store. */
    abstract void start();

    /** Takes an answer of the store. */
    abstract void take(Response response);

    /** Writes a part of the reply, and returns whether that was the last part. */
    abstract boolean write(RespWriter out);

    /** Returns whether the reply can be written. */
    final boolean isDone() {
        return open == 0;
    }

    final void submit(Request request) {
        submit(request, this);
    }

    final void submit(Request request, Requests.Answer answer) {
        open++;
        session.submit(request, answer);
    }

    @Override
    public final void answered(Response response) {
        if (!session.isClosed()) {
            take(response);
        }
        answered();
    }

    /** Counts an answer that was taken. */
    final void answered() {
        open--;
        session.answered(this);
    }

    /** Writes the reply, or as much of it as the output takes. */
    final boolean writeReply(RespWriter out) {
        if (error != null) {
            out.error(error);
            return true;
        }
        return write(out);
    }
}
