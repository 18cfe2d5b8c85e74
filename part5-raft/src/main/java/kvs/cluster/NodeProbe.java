package kvs.cluster;

import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import kvs.raft.kv.MalformedMessageException;
import kvs.raft.kv.ResponseCodec;
import kvs.raft.proto.InfoProto;
import kvs.raft.proto.NodeInfoProto;
import kvs.raft.proto.RequestProto;
import kvs.raft.proto.ResponseProto;
import org.jspecify.annotations.Nullable;

/** Asks one node how it stands, over a connection that it opens anew after a failure. For one thread, which it blocks. */
public final class NodeProbe implements AutoCloseable {
    private static final int MAX_ANSWER_BYTES = 1 << 20;

    private final HostPort address;
    private final int timeoutMillis;
    private @Nullable Socket socket;
    private long requests;

    /**
     * Creates a probe; the first question connects it.
     *
     * @param address where clients reach the node
     * @param timeout for the connection, and for the answer
     */
    public NodeProbe(HostPort address, Duration timeout) {
        this.address = address;
        this.timeoutMillis = (int) timeout.toMillis();
    }

    /**
     * Returns what the node says about itself and its cluster.
     *
     * @throws IOException if the node gives no answer in time
     */
    public NodeInfoProto info() throws IOException {
        try {
            return ask(connected());
        } catch (IOException | MalformedMessageException e) {
            close();
            throw new IOException("no answer from " + address, e);
        }
    }

    private Socket connected() throws IOException {
        Socket open = socket;
        if (open == null) {
            open = new Socket();
            socket = open;
            open.setTcpNoDelay(true);
            open.setSoTimeout(timeoutMillis);
            open.connect(new InetSocketAddress(address.host(), address.port()), timeoutMillis);
        }
        return open;
    }

    private NodeInfoProto ask(Socket open) throws IOException, MalformedMessageException {
        byte[] request = RequestProto.newBuilder()
                .setRequestId(++requests)
                .setInfo(InfoProto.getDefaultInstance())
                .build()
                .toByteArray();
        DataOutputStream out = new DataOutputStream(new BufferedOutputStream(open.getOutputStream()));
        out.writeInt(request.length);
        out.write(request);
        out.flush();
        DataInputStream in = new DataInputStream(open.getInputStream());
        int length = in.readInt();
        if (length < 0 || length > MAX_ANSWER_BYTES) {
            throw new IOException("an answer of " + Integer.toUnsignedString(length) + " bytes");
        }
        ResponseProto response = ResponseCodec.parse(in.readNBytes(length));
        if (!response.hasInfo() || response.getRequestId() != requests) {
            throw new IOException("another answer than to info: " + response.getResponseCase());
        }
        return response.getInfo();
    }

    @Override
    public void close() {
        Socket open = socket;
        socket = null;
        if (open != null) {
            try {
                open.close();
            } catch (IOException _) {
                // It is not used any more.
            }
        }
    }
}
