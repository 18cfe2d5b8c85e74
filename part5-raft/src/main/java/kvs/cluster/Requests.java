package kvs.cluster;

import kvs.raft.kv.Request;
import kvs.raft.kv.Response;

/** Takes requests to the replicated store. For the thread of the node's loop. */
@FunctionalInterface
public interface Requests {

    /** Takes the answer to one request. */
    @FunctionalInterface
    interface Answer {
        /** Is called once, on the loop's thread: before {@link Requests#submit} returns, or in a later turn. */
        void answered(Response response);
    }

    /** Starts a request. */
    void submit(Request request, Answer answer);
}
