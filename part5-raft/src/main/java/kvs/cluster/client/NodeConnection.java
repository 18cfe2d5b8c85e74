package kvs.cluster.client;

import java.util.concurrent.CompletableFuture;
import java.util.function.LongFunction;
import kvs.raft.kv.Request;
import kvs.raft.kv.RequestCodec;
import kvs.raft.proto.PingProto;
import kvs.raft.proto.RequestProto;
import kvs.raft.proto.ResponseProto;

/**
 * A connection to one node, with any number of requests on their way at the same time. Answers may come in another order
 * than the requests; each carries the id of its request.
 *
 * <p>It repeats nothing and follows no redirect: {@link ClusterClient} does. Safe for use by several threads.
 */
public interface NodeConnection extends AutoCloseable {

    /**
     * Sends a request. Never blocks, whether the node reads or not.
     *
     * @param request makes the message, given its id
     * @return the answer. It fails with {@link NotSentException} if the request had no effect, and with another {@link
     *     java.io.IOException} if the connection broke first: the request may have had an effect. It is completed on the
     *     thread that reads from the node, which what depends on it must not block
     */
    CompletableFuture<ResponseProto> send(LongFunction<RequestProto> request);

    /** Sends a request, as {@link #send(LongFunction)} does. */
    default CompletableFuture<ResponseProto> send(Request request) {
        return send(id -> RequestCodec.proto(id, request));
    }

    /** Sends a ping, which the node answers at once, leader or not. */
    default CompletableFuture<ResponseProto> ping() {
        return send(id -> RequestProto.newBuilder()
                .setRequestId(id)
                .setPing(PingProto.getDefaultInstance())
                .build());
    }

    /** Returns whether it takes requests. */
    boolean isOpen();

    /** Takes no more requests, and closes once no caller waits for an answer. */
    void retire();

    /** Closes the connection because the node broke the protocol, which {@code problem} describes. */
    void reject(String problem);

    /** Closes the connection. What is on its way fails. */
    @Override
    void close();
}
