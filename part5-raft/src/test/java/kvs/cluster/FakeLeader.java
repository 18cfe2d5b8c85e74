package kvs.cluster;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import kvs.raft.kv.MalformedMessageException;
import kvs.raft.kv.Request;
import kvs.raft.kv.RequestCodec;
import kvs.raft.kv.Response;
import kvs.raft.kv.ResponseCodec;
import kvs.raft.proto.RequestProto;

/** The client port of a node that does what the test says, step by step. */
final class FakeLeader implements AutoCloseable {
    /** Ends a test that would otherwise wait for ever. No test that passes waits this long. */
    private static final int MAX_WAIT_MILLIS = 20_000;

    /** A request that has arrived. */
    record Arrived(long id, Request request) {}

    private final ServerSocket server;

    FakeLeader() throws IOException {
        server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        server.setSoTimeout(MAX_WAIT_MILLIS);
    }

    NodeAddress address() {
        return new NodeAddress("127.0.0.1", 1, server.getLocalPort());
    }

    Link accept() throws IOException {
        Socket socket = server.accept();
        socket.setSoTimeout(MAX_WAIT_MILLIS);
        socket.setTcpNoDelay(true);
        return new Link(
                socket, new DataInputStream(socket.getInputStream()), new DataOutputStream(socket.getOutputStream()));
    }

    @Override
    public void close() throws IOException {
        server.close();
    }

    /** A connection of a node that forwards. */
    record Link(Socket socket, DataInputStream in, DataOutputStream out) implements AutoCloseable {

        Arrived read() throws IOException, MalformedMessageException {
            byte[] message = new byte[in.readInt()];
            in.readFully(message);
            RequestProto proto = RequestCodec.parse(message);
            return new Arrived(proto.getRequestId(), RequestCodec.request(proto));
        }

        /** Reads until the node closes the connection; returns the number of bytes. */
        int rest() throws IOException {
            return in.readAllBytes().length;
        }

        void answer(Arrived request, Response response) throws IOException {
            byte[] message =
                    ResponseCodec.proto(request.id(), response, _ -> "").toByteArray();
            out.writeInt(message.length);
            out.write(message);
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
