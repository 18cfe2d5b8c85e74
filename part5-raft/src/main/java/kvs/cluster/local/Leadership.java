package kvs.cluster.local;

import java.util.HashMap;
import java.util.Map;
import kvs.raft.proto.NodeInfoProto;
import org.jspecify.annotations.Nullable;

/** Which node leads, judged from what each says of itself and of the others. */
final class Leadership {
    private final Map<Integer, NodeInfoProto> views = new HashMap<>();
    private int leader;
    private long term;

    /**
     * Takes what a node says.
     *
     * @param view null if the node does not answer
     * @return a sentence, if another node leads now, or none; otherwise null
     */
    synchronized @Nullable String saw(int node, @Nullable NodeInfoProto view) {
        if (view == null) {
            views.remove(node);
        } else {
            views.put(node, view);
        }
        long latest =
                views.values().stream().mapToLong(NodeInfoProto::getTerm).max().orElse(0);
        // A deposed leader that has been cut off still believes in itself, but in an earlier term.
        int now = views.values().stream()
                .filter(each -> each.getTerm() == latest)
                .mapToInt(NodeInfoProto::getLeader)
                .max()
                .orElse(0);
        if (now == leader && (now == 0 || latest == term)) {
            return null;
        }
        leader = now;
        term = latest;
        return now == 0 ? "no node leads" : "node " + now + " leads in term " + latest;
    }

    /** Returns the node that leads, or 0. */
    synchronized int leader() {
        return leader;
    }
}
