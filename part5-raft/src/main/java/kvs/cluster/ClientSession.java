package kvs.cluster;

import java.time.Duration;
import kvs.net.Connection;
import kvs.net.Session;
import kvs.net.Timer;
import kvs.protocol.ByteCursor;
import kvs.raft.MembershipChange;
import kvs.raft.kv.MalformedMessageException;
import kvs.raft.kv.Request;
import kvs.raft.kv.RequestCodec;
import kvs.raft.kv.Response;
import kvs.raft.kv.ResponseCodec;
import kvs.raft.proto.PongProto;
import kvs.raft.proto.RequestProto;
import kvs.raft.proto.ResponseProto;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A client's conversation: requests in frames, each answered with its number, in the order in which the answers are known.
 */
final class ClientSession implements Session {
    private static final Logger LOG = LoggerFactory.getLogger(ClientSession.class);

    private final Connection connection;
    private final ClientPort port;
    private final @Nullable Timer firstFrame;

    /** Requests without an answer. */
    private int open;

    private boolean identified;
    private boolean admitted;
    private boolean waiting;
    private boolean closed;

    ClientSession(Connection connection, ClientPort port, Duration firstFrameTime) {
        this.connection = connection;
        this.port = port;
        String problem = port.admission().enter();
        admitted = problem == null;
        if (problem == null) {
            firstFrame = connection
                    .loop()
                    .schedule(firstFrameTime, () -> connection.close("no complete request within " + firstFrameTime));
        } else {
            firstFrame = null;
            send(ResponseProto.newBuilder().setRejected(problem).build());
            connection.loop().execute(connection::closeAfterOutput);
        }
    }

    @Override
    public Next process(ByteCursor in) {
        if (!admitted) {
            return Next.CLOSE;
        }
        try {
            while (connection.mayContinue()) {
                if (open >= port.maxOpenRequests()) {
                    waiting = true;
                    return Next.WAIT;
                }
                byte[] frame = Frames.next(in, port.maxFrameBytes());
                if (frame == null) {
                    return Next.READ;
                }
                serve(frame);
            }
            return Next.AGAIN;
        } catch (Frames.TooLongException | MalformedMessageException e) {
            send(ResponseProto.newBuilder()
                    .setRejected("The connection is closed: " + e.getMessage())
                    .build());
            return Next.CLOSE;
        }
    }

    private void serve(byte[] frame) throws MalformedMessageException {
        RequestProto proto = RequestCodec.parse(frame);
        long id = proto.getRequestId();
        if (proto.getRequestCase() == RequestProto.RequestCase.PING) {
            identify();
            send(ResponseProto.newBuilder()
                    .setRequestId(id)
                    .setPong(PongProto.getDefaultInstance())
                    .build());
            return;
        }
        Request request = RequestCodec.request(proto);
        identify();
        if (request instanceof Request.Change(MembershipChange.AddLearner(int node, String address))) {
            try {
                request = new Request.Change(new MembershipChange.AddLearner(
                        node, NodeAddress.parse(address, node).text()));
            } catch (IllegalArgumentException e) {
                send(ResponseProto.newBuilder()
                        .setRequestId(id)
                        .setRejected(String.valueOf(e.getMessage()))
                        .build());
                return;
            }
        }
        open++;
        port.requests().submit(request, response -> answered(id, response));
    }

    private void identify() {
        if (!identified) {
            identified = true;
            port.admission().identified();
            if (firstFrame != null) {
                firstFrame.cancel();
            }
        }
    }

    private void answered(long id, Response response) {
        open--;
        if (closed) {
            return;
        }
        ResponseProto proto = ResponseCodec.proto(id, response, port::addressOf);
        send(proto.hasInfo() ? port.described(proto) : proto);
        if (connection.pendingBytes() > connection.loop().limits().maxOutputBytes()) {
            // Not only at the end of the turn: all open requests may be answered in this one.
            LOG.warn(
                    "{}: closed: the client has not read {} bytes of answers",
                    connection.remote(),
                    connection.pendingBytes());
            connection.close("too much output");
            return;
        }
        if (waiting && open <= port.maxOpenRequests() / 2) {
            waiting = false;
            connection.resume();
        }
    }

    private void send(ResponseProto response) {
        Frames.write(connection.out(), response);
        connection.flushSoon();
    }

    @Override
    public boolean isAnswering() {
        return open > 0;
    }

    @Override
    public void closed() {
        closed = true;
        if (admitted) {
            port.admission().leave(identified);
        }
        if (firstFrame != null) {
            firstFrame.cancel();
        }
    }
}
