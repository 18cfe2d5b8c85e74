package kvs.cluster;

import java.io.IOException;
import java.time.Duration;
import kvs.raft.proto.MemberProto;
import kvs.raft.proto.NodeInfoProto;
import kvs.server.ErrorLine;

/** What a node that joins a running cluster asks before it does: which cluster is it, and may it have this id? */
public final class JoinQuestion {
    private static final Duration TIMEOUT = Duration.ofSeconds(3);

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
                // The probe's own sentence says no more.
                Throwable cause = e.getCause() == null ? e : e.getCause();
                failure = new IOException(
                        "no node of the cluster answers at " + address + "; start one first: " + ErrorLine.of(cause),
                        cause);
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
        HostPort node;
        try {
            node = HostPort.parse(address);
        } catch (IllegalArgumentException e) {
            throw new RefusedException(String.valueOf(e.getMessage()));
        }
        try (NodeProbe probe = new NodeProbe(node, TIMEOUT)) {
            return probe.info();
        }
    }
}
