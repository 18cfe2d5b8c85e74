package kvs.ratis;

import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import kvs.cluster.JoinQuestion;
import kvs.cluster.NodeOptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks for members that belong to another cluster, as long as this node has no leader. Ratis drops the messages of another
 * group and says nothing, so a node with a wrong list of members would wait without a word.
 */
final class MemberCheck {
    private static final Logger LOG = LoggerFactory.getLogger(MemberCheck.class);

    /** Ticks without a leader between two checks: a few election time-outs. */
    private static final int TICKS = 50;

    private final NodeOptions options;
    private final long cluster;
    private final Set<Integer> reported = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean running = new AtomicBoolean();

    /** Ticks since this node had a leader. For the loop's thread. */
    private int ticks;

    MemberCheck(NodeOptions options, long cluster) {
        this.options = options;
        this.cluster = cluster;
    }

    /** Notes the time. For the loop's thread, which does not wait for the check. */
    void tick(boolean hasLeader) {
        ticks = hasLeader ? 0 : ticks + 1;
        if (ticks == TICKS) {
            ticks = 0;
            if (running.compareAndSet(false, true)) {
                Thread.ofVirtual().name("kvs-ratis-member-check").start(this::check);
            }
        }
    }

    private void check() {
        try {
            options.members().forEach((id, address) -> {
                if (id != options.id() && !reported.contains(id)) {
                    check(id, address.forClients());
                }
            });
        } finally {
            running.set(false);
        }
    }

    private void check(int id, String address) {
        try {
            if (JoinQuestion.clusterAt(address) != cluster && reported.add(id)) {
                LOG.error(
                        "node {} at {} is not used: it belongs to another cluster; this node began with the members [{}]."
                                + " Start all nodes of a cluster with the same members",
                        id,
                        address,
                        NodeOptions.text(options.members()));
            }
        } catch (IOException e) {
            LOG.debug("node {} at {} does not say which cluster it belongs to: {}", id, address, e.getMessage());
        }
    }
}
