package kvs.cluster;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import kvs.net.Connection;
import kvs.net.Session;
import kvs.protocol.ByteCursor;
import kvs.raft.kv.MalformedMessageException;
import kvs.raft.kv.RequestCodec;
import kvs.raft.kv.ResponseCodec;
import kvs.raft.proto.ResponseProto;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A connection to the client port of the leader, over which {@link Forwarding} sends requests. For the loop's thread. */
final class LeaderLink implements Session {
    private static final Logger LOG = LoggerFactory.getLogger(LeaderLink.class);

    /** The id of the node at the other end. */
    final int node;

    /** When the attempt to connect began, in nanoseconds on the loop's clock. */
    final long dialedNanos;

    private final Forwarding forwarding;

    /** Requests that were sent and are not answered, by their id, in the order in which they were sent. */
    private final Map<Long, ForwardedRequest> sent = new LinkedHashMap<>();

    /** Null until the connection is made. */
    private @Nullable Connection connection;

    LeaderLink(Forwarding forwarding, int node, long dialedNanos) {
        this.forwarding = forwarding;
        this.node = node;
        this.dialedNanos = dialedNanos;
    }

    /** Opens the session once the connection is made. */
    Session opened(Connection made) {
        connection = made;
        forwarding.opened(this);
        return this;
    }

    /** Notes that the connection could not be made. */
    void failed(IOException failure) {
        LOG.debug("could not connect to node {}, the leader: {}", node, failure.getMessage());
        forwarding.lost(this, List.of());
    }

    /** Returns whether a request can be sent now. */
    boolean takesRequests() {
        Connection now = connection;
        return now != null && now.pendingBytes() < now.loop().limits().highMarkBytes() / 2;
    }

    boolean isOpen() {
        return connection != null;
    }

    int open() {
        return sent.size();
    }

    /** Sends a request. */
    void send(ForwardedRequest request) {
        Connection now = connection;
        if (now == null) {
            throw new IllegalStateException("no connection to node " + node);
        }
        sent.put(request.order, request);
        Frames.write(now.out(), RequestCodec.proto(request.order, request.request));
        now.flushSoon();
    }

    /** Takes the requests back that match: their answers are dropped when they arrive. */
    List<ForwardedRequest> takeBack(Predicate<ForwardedRequest> matching) {
        List<ForwardedRequest> taken =
                new ArrayList<>(sent.values().stream().filter(matching).toList());
        taken.forEach(request -> sent.remove(request.order));
        return taken;
    }

    @Override
    public Next process(ByteCursor in) {
        Connection now = connection;
        try {
            while (now != null && now.mayContinue()) {
                byte[] message = Frames.next(in, forwarding.options().maxFrameBytes());
                if (message == null) {
                    forwarding.outputTaken();
                    return Next.READ;
                }
                take(ResponseCodec.parse(message));
            }
            return Next.AGAIN;
        } catch (Frames.TooLongException | MalformedMessageException e) {
            LOG.warn("node {} sent what is no answer, and the connection is closed: {}", node, e.getMessage());
            return Next.CLOSE;
        }
    }

    private void take(ResponseProto proto) throws MalformedMessageException {
        ForwardedRequest request = sent.get(proto.getRequestId());
        if (request != null) {
            var response = ResponseCodec.response(proto);
            sent.remove(proto.getRequestId());
            forwarding.finished(request, response);
        }
    }

    /** Closes the connection, if there is one. */
    void close(String reason) {
        Connection now = connection;
        if (now != null) {
            now.close(reason);
        }
    }

    @Override
    public void closed() {
        connection = null;
        forwarding.lost(this, takeBack(_ -> true));
    }
}
