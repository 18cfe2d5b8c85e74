package kvs.raft;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Majorities by brute force: tries every subset, and computes nothing. */
final class QuorumOracle {
    private QuorumOracle() {}

    /** Returns whether {@code nodes} holds more of {@code voters} than it lacks. */
    static boolean isQuorum(Set<Integer> nodes, Set<Integer> voters) {
        int inside = 0;
        int outside = 0;
        for (int voter : voters) {
            if (nodes.contains(voter)) {
                inside++;
            } else {
                outside++;
            }
        }
        return inside > outside;
    }

    /** Returns every subset of {@code voters} that is a quorum. */
    static List<Set<Integer>> quorums(Set<Integer> voters) {
        List<Integer> list = List.copyOf(new TreeSet<>(voters));
        List<Set<Integer>> quorums = new ArrayList<>();
        for (int mask = 0; mask < 1 << list.size(); mask++) {
            Set<Integer> subset = new TreeSet<>();
            for (int i = 0; i < list.size(); i++) {
                if ((mask >> i & 1) == 1) {
                    subset.add(list.get(i));
                }
            }
            if (isQuorum(subset, voters)) {
                quorums.add(subset);
            }
        }
        return quorums;
    }

    /** Returns the highest index that every node of some quorum has, where voter i has all up to {@code match[i]}. */
    static long agreed(long[] match) {
        Set<Integer> voters = new TreeSet<>();
        for (int i = 0; i < match.length; i++) {
            voters.add(i);
        }
        long best = Long.MIN_VALUE;
        for (Set<Integer> quorum : quorums(voters)) {
            long all = Long.MAX_VALUE;
            for (int voter : quorum) {
                all = Math.min(all, match[voter]);
            }
            best = Math.max(best, all);
        }
        return best;
    }
}
