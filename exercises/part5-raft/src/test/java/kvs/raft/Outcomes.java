package kvs.raft;

import java.util.Set;
import kvs.raft.Traces.Change;
import kvs.raft.Traces.Crash;
import kvs.raft.Traces.Election;
import kvs.raft.Traces.Figure8;
import kvs.raft.Traces.Partition;

/**
 * How five traces end, predicted: {@link Traces} runs them. Each stops before the decision, and leaves open which node hears
 * which, and which node times out first. In all of them, a message that is not said to be lost arrives, and each disk
 * completes each write, unless it is said not to. A node that times out does so once. Entries are written index@term.
 */
final class Outcomes {
    private Outcomes() {}

    /**
     * An election among five nodes that have just started. They are in term 4 and have not voted in it. There is no pre-vote.
     *
     * <pre>
     *   index     1  2  3  4  5  6
     *   node 1    1  1  2  4  4          the terms of the entries; Traces.log(node) returns them
     *   node 2    1  1  2  4
     *   node 3    1  1  3  3  3  3
     *   node 4    1  1  2  4  4
     *   node 5    1  1
     * </pre>
     *
     * <p>Node {@code first} times out. If it wins, it brings the logs of the nodes that hear it in line with its own. A commit index
     * is not on disk: it starts at 0.
     *
     * @param first it is not among {@code cutOff}
     * @param cutOff no message reaches these nodes or leaves them; at most two. They keep their logs
     * @exercise 5.13
     */
    static Election election(int first, Set<Integer> cutOff) {
        throw new UnsupportedOperationException("exercise 5.13: not written yet");
    }

    /**
     * Figure 8 of the Raft paper. Five nodes have just started in term 3:
     *
     * <pre>
     *   index     1  2                 then node 1 wins the election of term 4:
     *   node 1    1  2                 1  2  4      its no-op is 3@4
     *   node 2    1  2
     *   node 3    1
     *   node 4    1
     *   node 5    1  3
     * </pre>
     *
     * <p>The new leader sends 2@2 to the nodes that lack it, and then 3@4 to all, one entry in a message. Both are stored, and
     * acknowledged, by the nodes that are named. Then node 1 crashes and stays down, and node {@code first} times
     * out. Nodes 2 to 5 hear each other again. There is no pre-vote.
     *
     * @param old the nodes of 3, 4 and 5 that store 2@2; node 2 has it already. Node 5 removes its 2@3 for it
     * @param noop the nodes that store 3@4 as well: of node 2 and {@code old}
     * @param first 2, 3, 4 or 5
     * @exercise 5.13
     */
    static Figure8 figure8(Set<Integer> old, Set<Integer> noop, int first) {
        throw new UnsupportedOperationException("exercise 5.13: not written yet");
    }

    /**
     * An entry in three memories. Node 1 leads in term 1; all five logs are 1@1, committed and durable. The leader proposes 2@1. Its
     * messages to nodes 4 and 5 are lost, so this is what the logs are in memory:
     *
     * <pre>
     *   index     1  2
     *   node 1    1  1      the leader
     *   node 2    1  1
     *   node 3    1  1
     *   node 4    1
     *   node 5    1
     * </pre>
     *
     * <p>The disks of {@code forced} complete the write of 2@1, and acknowledgements that are due arrive. Then node 1 and
     * node {@code crashed} crash, losing what was not forced, and start again at once. The other disks complete their
     * writes. Node {@code first} times out, and all nodes hear each other. There is no pre-vote.
     *
     * @param forced of 1, 2 and 3; perhaps none of them
     * @param crashed 2, 3, 4 or 5
     * @param first any node
     * @exercise 5.13
     */
    static Crash crash(Set<Integer> forced, int crashed, int first) {
        throw new UnsupportedOperationException("exercise 5.13: not written yet");
    }

    /**
     * A partition that is not complete. Node 1 leads in term 1. The links between node 1 and the nodes in {@code deaf} are cut, both
     * ways; all others are up, so deaf nodes hear each other, and the rest.
     *
     * <pre>
     *        1           deaf = {4, 5}, for example:
     *       / \          2 and 3 hear all, 1 does not hear 4 and 5
     *      2───3
     *      │ ✕ │
     *      4───5
     * </pre>
     *
     * <p>Two election time-outs pass. Node 1 sends heartbeats all the time, and the nodes that can answer do. If it steps down, its request
     * that another node campaign is lost ({@link Message.TimeoutNow}). Then node {@code first} times
     * out, and all messages that can arrive do. Whatever node takes itself for the leader sends a heartbeat: that is
     * {@link Partition#during}. The links are repaired. Each node that takes itself for the leader sends one more heartbeat to all: that is
     * {@link Partition#after}. All logs are equal at the beginning.
     *
     * @param deaf at least one of 2, 3, 4 and 5
     * @param first one of {@code deaf}
     * @param preVote {@link RaftOptions#preVote}
     * @param checkQuorum {@link RaftOptions#checkQuorum}
     * @exercise 5.13
     */
    static Partition partition(Set<Integer> deaf, int first, boolean preVote, boolean checkQuorum) {
        throw new UnsupportedOperationException("exercise 5.13: not written yet");
    }

    /**
     * A leader that fails during a change. Node 1 leads the voters 1 to 4 in term 1; all logs are 1@1, committed. It is asked to remove
     * node {@code removed}, and appends the new configuration as 2@1. That entry reaches the nodes in {@code got}, which store it, and their
     * answers arrive. Then node 1 crashes and stays down. Node {@code first} times out, and nodes 2 to 4 hear each
     * other. There is no pre-vote.
     *
     * <pre>
     *   index     1  2           removed = 4, got = {2}, for example:
     *   node 1    1  1           2@1: 1 2 3
     *   node 2    1  1           2@1: 1 2 3
     *   node 3    1
     *   node 4    1
     * </pre>
     *
     * @param removed 1, 2, 3 or 4; node 1 may be asked to remove itself
     * @param got of 2, 3 and 4, without {@code removed}; perhaps none of them
     * @param first 2, 3 or 4
     * @exercise 5.13
     */
    static Change change(int removed, Set<Integer> got, int first) {
        throw new UnsupportedOperationException("exercise 5.13: not written yet");
    }
}
