package kvs.ratis;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import kvs.cluster.NodeAddress;
import kvs.raft.Configuration;
import kvs.raft.MembershipChange;
import kvs.raft.Proposal;
import kvs.raft.kv.Rejections;
import kvs.raft.kv.Response;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.SetConfigurationRequest;
import org.apache.ratis.protocol.TransferLeadershipRequest;
import org.apache.ratis.rpc.CallId;

/**
 * Changes of the membership and of the leader. For the thread that submits.
 *
 * <p>Ratis has no learners in between: it lets a new node catch up first, and then makes it a voter. So a node has to run
 * before it is added, and nothing is left to promote.
 */
final class Administration {
    /** Ratis' time for a transfer: the requests of clients are turned down meanwhile. */
    private static final long TRANSFER_MILLIS = 1_000;

    private Administration() {}

    static void change(RatisReplication ratis, OpenRequest opened, RatisStatus known, MembershipChange change)
            throws IOException {
        String problem = Rejections.problem(change);
        Configuration current = known.configuration();
        if (problem != null) {
            ratis.answered(opened, new Response.Rejected(problem));
        } else if (!known.isLeader()) {
            ratis.reject(opened, Proposal.Reason.NOT_LEADER);
        } else {
            switch (change) {
                case MembershipChange.AddLearner(int id, String address) -> {
                    if (current.contains(id)) {
                        ratis.reject(opened, Proposal.Reason.INVALID_CHANGE);
                    } else {
                        List<RaftPeer> members = new ArrayList<>(known.peers());
                        members.add(RatisPeers.peer(id, NodeAddress.parse(address, id)));
                        set(ratis, opened, known, members);
                    }
                }
                case MembershipChange.Remove(int id) -> {
                    if (!current.contains(id) || current.members().size() == 1) {
                        ratis.reject(opened, Proposal.Reason.INVALID_CHANGE);
                    } else {
                        List<RaftPeer> members = new ArrayList<>(known.peers());
                        members.removeIf(peer -> RatisPeers.node(peer.getId()) == id);
                        set(ratis, opened, known, members);
                    }
                }
                case MembershipChange.Promote(int id) -> {
                    if (current.isVoter(id)) {
                        ratis.answered(opened, new Response.Changed(current));
                    } else {
                        ratis.reject(opened, Proposal.Reason.NOT_READY);
                    }
                }
            }
        }
    }

    private static void set(RatisReplication ratis, OpenRequest opened, RatisStatus known, List<RaftPeer> members)
            throws IOException {
        SetConfigurationRequest.Arguments arguments = SetConfigurationRequest.Arguments.newBuilder()
                .setMode(SetConfigurationRequest.Mode.COMPARE_AND_SET)
                .setServersInCurrentConf(List.copyOf(known.peers()))
                .setServersInNewConf(members)
                .build();
        SetConfigurationRequest request = new SetConfigurationRequest(
                ratis.client(), ratis.server().getId(), ratis.group(), CallId.getAndIncrement(), arguments);
        // Ratis does not say when the change reaches the log.
        opened.appended();
        ratis.answerFrom(
                opened,
                ratis.server().setConfigurationAsync(request),
                _ -> new Response.Changed(known.configuration()));
    }

    static void transfer(RatisReplication ratis, OpenRequest opened, RatisStatus known, int wanted) throws IOException {
        if (!known.isLeader()) {
            ratis.reject(opened, Proposal.Reason.NOT_LEADER);
            return;
        }
        int target = wanted == 0 ? known.mostUpToDate() : wanted;
        if (!known.configuration().isVoter(target) || target == known.id()) {
            ratis.reject(opened, Proposal.Reason.NOT_READY);
            return;
        }
        TransferLeadershipRequest request = new TransferLeadershipRequest(
                ratis.client(),
                ratis.server().getId(),
                ratis.group(),
                CallId.getAndIncrement(),
                RatisPeers.id(target),
                TRANSFER_MILLIS);
        ratis.answerFrom(
                opened, ratis.server().transferLeadershipAsync(request), _ -> new Response.Transferred(target));
    }
}
