package kvs.ratis;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import kvs.cluster.NodeAddress;
import kvs.raft.Configuration;
import kvs.raft.Member;
import org.apache.ratis.proto.RaftProtos.RaftPeerRole;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.server.RaftConfiguration;
import org.jspecify.annotations.Nullable;

/** Nodes in Ratis' terms: a peer's id is the node's id in digits, and its client address is the node's client port. */
final class RatisPeers {
    private RatisPeers() {}

    static RaftPeerId id(int node) {
        return RaftPeerId.valueOf(Integer.toString(node));
    }

    /** Returns the node's id; 0 for no peer. */
    static int node(@Nullable RaftPeerId id) {
        return id == null ? 0 : Integer.parseInt(id.toString());
    }

    static RaftPeer peer(int node, NodeAddress address) {
        return RaftPeer.newBuilder()
                .setId(id(node))
                .setAddress(address.forPeers())
                .setClientAddress(address.forClients())
                .build();
    }

    static List<RaftPeer> peers(Map<Integer, NodeAddress> members) {
        List<RaftPeer> peers = new ArrayList<>();
        members.forEach((node, address) -> peers.add(peer(node, address)));
        return peers;
    }

    static NodeAddress address(RaftPeer peer) {
        String clients = peer.getClientAddress();
        return NodeAddress.parse(peer.getAddress() + clients.substring(clients.lastIndexOf(':')), node(peer.getId()));
    }

    static Configuration configuration(RaftConfiguration current) {
        List<Member> members = new ArrayList<>();
        add(members, current.getAllPeers(), true);
        add(members, current.getAllPeers(RaftPeerRole.LISTENER), false);
        return new Configuration(members, 0);
    }

    private static void add(List<Member> members, Collection<RaftPeer> peers, boolean voters) {
        for (RaftPeer peer : peers) {
            members.add(new Member(node(peer.getId()), voters, address(peer).text()));
        }
    }
}
