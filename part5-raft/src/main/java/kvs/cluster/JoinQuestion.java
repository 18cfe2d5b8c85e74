package kvs.cluster;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import kvs.raft.kv.MalformedMessageException;
import kvs.raft.kv.Request;
import kvs.raft.kv.RequestCodec;
import kvs.raft.kv.ResponseCodec;
import kvs.raft.proto.MemberProto;
import kvs.raft.proto.NodeInfoProto;
import kvs.raft.proto.ResponseProto;
import kvs.server.ErrorLine;

/** What a node that joins a running cluster asks before it does: which cluster is it, and may it have this id? */
public final class JoinQuestion {
    private static final int TIME_MILLIS = 3_000;
    private static final int MAX_ANSWER_BYTES = 16 << 20;

    private JoinQuestion() {}

    /**
     * Returns the cluster's id.
     *
     * @throws IOException if no node answers, or the id belongs to another node
     */
    public static long clusterFor(NodeOptions options) throws IOException {
        IOException failure = new IOException("no node of the cluster answers");
        for (String address : options.join()) {
            try {
                NodeInfoProto info = ask(address);
                requireFreeId(info, options);
                return info.getCluster();
            } catch (RefusedException e) {
                throw e;
            } catch (IOException e) {
                failure = new IOException(
                        "no node of the cluster answers at " + address + "; start one first: " + ErrorLine.of(e), e);
            }
        }
        throw failure;
    }

    /**
     * Returns the id of the cluster that a node belongs to.
     *
     * @param address where clients reach the node
     * @throws IOException if it does not answer
     */
    public static long clusterAt(String address) throws IOException {
        return ask(address).getCluster();
    }

    private static final class RefusedException extends IOException {
        private static final long serialVersionUID = 1;

        RefusedException(String message) {
            super(message);
        }
    }

    private static void requireFreeId(NodeInfoProto info, NodeOptions options) throws RefusedException {
        int id = options.id();
        for (MemberProto member : info.getConfiguration().getMembersList()) {
            if (member.getId() == id
                    && member.getAddress().equals(options.address().text())) {
                // It was added before it was started.
                return;
            }
        }
        int highest = info.getConfiguration().getHighestId();
        if (id <= highest) {
            throw new RefusedException("node " + id + " is, or was, another node of the cluster: an id is never used"
                    + " again. Start this one with --id " + (highest + 1) + " and an empty directory");
        }
    }

    private static NodeInfoProto ask(String address) throws IOException {
        int colon = address.lastIndexOf(':');
        if (colon < 0 || !address.substring(colon + 1).matches("\\d{1,5}")) {
            throw new RefusedException("\"" + address + "\" is not an address of a node: expected HOST:CLIENT_PORT");
        }
        String host = address.substring(0, colon).replaceAll("^\\[|]$", "");
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(host, Integer.parseInt(address.substring(colon + 1))), TIME_MILLIS);
            socket.setSoTimeout(TIME_MILLIS);
            ByteBuf question = Unpooled.buffer();
            Frames.write(question, RequestCodec.proto(1, new Request.Status()));
            question.readBytes(socket.getOutputStream(), question.readableBytes());
            DataInputStream in = new DataInputStream(socket.getInputStream());
            int length = in.readInt();
            if (length < 0 || length > MAX_ANSWER_BYTES) {
                throw new IOException("not a node of a cluster: it announces an answer of "
                        + Integer.toUnsignedString(length) + " bytes");
            }
            ResponseProto response = ResponseCodec.parse(in.readNBytes(length));
            if (!response.hasInfo()) {
                throw new IOException("an unexpected answer: " + response.getResponseCase());
            }
            return response.getInfo();
        } catch (MalformedMessageException e) {
            throw new IOException("not a node of a cluster: " + e.getMessage(), e);
        }
    }
}
