package kvs.cluster;

import java.util.List;
import kvs.raft.Raft;
import kvs.raft.kv.Replica;

/** What an operator watches of a node's Raft. */
final class RaftMetrics {
    private RaftMetrics() {}

    static List<Metric> of(Replica replica) {
        Raft raft = replica.raft();
        long last = raft.last().index();
        long slowest = raft.status().followers().stream()
                .mapToLong(follower -> last - follower.match())
                .max()
                .orElse(0);
        return List.of(
                Metric.gauge("kvs_raft_term", raft.term(), "The latest term that this node has seen."),
                Metric.gauge("kvs_raft_is_leader", raft.isLeader() ? 1 : 0, "Whether this node leads."),
                Metric.gauge("kvs_raft_leader_id", raft.leader(), "The leader as far as this node knows, or 0."),
                Metric.gauge("kvs_raft_last_index", last, "The index of the last entry in the log."),
                Metric.gauge("kvs_raft_durable_index", raft.durable(), "The index up to which the log is durable."),
                Metric.gauge("kvs_raft_commit_index", raft.commit(), "The commit index."),
                Metric.gauge("kvs_raft_applied_index", replica.applied(), "The index of the last entry applied."),
                Metric.gauge(
                        "kvs_raft_commit_lag_entries",
                        last - raft.commit(),
                        "Entries in the log that are not known to be committed."),
                Metric.gauge(
                        "kvs_raft_apply_lag_entries",
                        raft.commit() - replica.applied(),
                        "Committed entries not yet applied."),
                Metric.gauge(
                        "kvs_raft_slowest_follower_lag_entries",
                        slowest,
                        "On the leader: what the slowest follower lacks."));
    }
}
