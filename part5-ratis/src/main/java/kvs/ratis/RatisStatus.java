package kvs.ratis;

import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import kvs.cluster.Metric;
import kvs.raft.Configuration;
import kvs.raft.EntryId;
import kvs.raft.RaftStatus;
import kvs.raft.kv.Response;
import org.apache.ratis.proto.RaftProtos.ServerRpcProto;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.server.DivisionInfo;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.server.raftlog.RaftLog;
import org.jspecify.annotations.Nullable;

/** How Ratis stands, in this project's words. Any thread may call any method. */
final class RatisStatus {
    private final int id;
    private final RaftServer.Division division;
    private final RatisStateMachine machine;

    RatisStatus(int id, RaftServer.Division division, RatisStateMachine machine) {
        this.id = id;
        this.division = division;
        this.machine = machine;
    }

    int id() {
        return id;
    }

    boolean isLeader() {
        return division.getInfo().isLeader();
    }

    int leader() {
        return RatisPeers.node(division.getInfo().getLeaderId());
    }

    long term() {
        return division.getInfo().getCurrentTerm();
    }

    Collection<RaftPeer> peers() {
        return division.getRaftConf().getAllPeers();
    }

    @Nullable
    RaftPeer peer(int node) {
        return division.getRaftConf().getPeer(RatisPeers.id(node));
    }

    Configuration configuration() {
        return RatisPeers.configuration(division.getRaftConf());
    }

    /** Returns the voter, other than this node, whose log is furthest; 0 if there is none, or this node does not lead. */
    int mostUpToDate() {
        Configuration current = configuration();
        // Of several, the one that was heard from last: the others may be down.
        return followers().stream()
                .filter(follower -> current.isVoter(follower.id()))
                .max(Comparator.comparingLong(Follower::match)
                        .thenComparing(Follower::silentMillis, Comparator.reverseOrder()))
                .map(Follower::id)
                .orElse(0);
    }

    /** A follower that has answered within this time counts as active. */
    private static final long ACTIVE_MILLIS = 1_000;

    /** How far a follower is, as Ratis tells it: how it sends, and what is on its way, is left out. */
    private record Follower(int id, long match, long next, long silentMillis) {
        RaftStatus.FollowerStatus status() {
            return new RaftStatus.FollowerStatus(
                    id, match, next, RaftStatus.Mode.REPLICATE, 0, silentMillis < ACTIVE_MILLIS);
        }
    }

    private List<Follower> followers() {
        DivisionInfo info = division.getInfo();
        List<ServerRpcProto> peers = info.getRoleInfoProto().getLeaderInfo().getFollowerInfoList();
        long[] match = info.getFollowerMatchIndices();
        long[] next = info.getFollowerNextIndices();
        List<Follower> followers = new ArrayList<>();
        if (match == null || next == null || match.length != peers.size() || next.length != peers.size()) {
            // It no longer leads, or its followers have just changed.
            return followers;
        }
        for (int i = 0; i < match.length; i++) {
            ServerRpcProto peer = peers.get(i);
            followers.add(new Follower(
                    RatisPeers.node(RaftPeerId.valueOf(peer.getId().getId())),
                    match[i] + 1,
                    next[i] + 1,
                    peer.getLastRpcElapsedTimeMs()));
        }
        return followers;
    }

    Response.StatusOf response() {
        RaftLog log = division.getRaftLog();
        RaftStatus raft = new RaftStatus(
                id,
                role(),
                term(),
                vote(),
                leader(),
                false,
                log.getLastCommittedIndex() + 1,
                log.getStartIndex() + 1,
                last(),
                log.getFlushIndex() + 1,
                machine.snapshot(),
                configuration(),
                followers().stream().map(Follower::status).toList(),
                0,
                Map.of());
        return new Response.StatusOf(raft, machine.status());
    }

    private RaftStatus.RoleName role() {
        return switch (division.getInfo().getCurrentRole()) {
            case LEADER -> RaftStatus.RoleName.LEADER;
            case CANDIDATE -> RaftStatus.RoleName.CANDIDATE;
            case FOLLOWER, LISTENER, UNRECOGNIZED -> RaftStatus.RoleName.FOLLOWER;
        };
    }

    private int vote() {
        try {
            RaftPeerId voted =
                    division.getRaftStorage().getMetadataFile().getMetadata().getVotedFor();
            return voted == null || voted.toString().isEmpty() ? 0 : RatisPeers.node(voted);
        } catch (IOException e) {
            return 0;
        }
    }

    private EntryId last() {
        TermIndex last = division.getRaftLog().getLastEntryTermIndex();
        return last == null ? machine.snapshot().last() : new EntryId(last.getIndex() + 1, last.getTerm());
    }

    /** Returns the bytes of the log's files. Ratis makes them longer than what is in them. */
    long logBytes() {
        File[] files = division.getRaftStorage().getStorageDir().getCurrentDir().listFiles();
        long bytes = 0;
        if (files != null) {
            for (File file : files) {
                bytes += file.getName().startsWith("log_") ? file.length() : 0;
            }
        }
        return bytes;
    }

    /** Adds what is measured with the workbook's own Raft too, under the same names. */
    void addTo(List<Metric> all) {
        RaftLog log = division.getRaftLog();
        long last = last().index();
        long commit = log.getLastCommittedIndex() + 1;
        long applied = division.getInfo().getLastAppliedIndex() + 1;
        all.add(gauge("kvs_raft_term", term(), "The latest term that this node has seen."));
        all.add(gauge("kvs_raft_is_leader", isLeader() ? 1 : 0, "Whether this node leads."));
        all.add(gauge("kvs_raft_leader_id", leader(), "The leader as far as this node knows, or 0."));
        all.add(gauge("kvs_raft_last_index", last, "The index of the last entry in the log."));
        all.add(gauge("kvs_raft_durable_index", log.getFlushIndex() + 1, "The index up to which the log is durable."));
        all.add(gauge("kvs_raft_commit_index", commit, "The commit index."));
        all.add(gauge("kvs_raft_applied_index", applied, "The index of the last entry applied."));
        all.add(gauge(
                "kvs_raft_commit_lag_entries",
                last - commit,
                "Entries in the log that are not known to be committed."));
        all.add(gauge("kvs_raft_apply_lag_entries", commit - applied, "Committed entries not yet applied."));
        long slowest = followers().stream()
                .mapToLong(follower -> last - follower.match())
                .max()
                .orElse(0);
        all.add(gauge(
                "kvs_raft_slowest_follower_lag_entries", slowest, "On the leader: what the slowest follower lacks."));
    }

    private static Metric gauge(String name, long value, String help) {
        return new Metric(name, false, (double) value, help);
    }
}
