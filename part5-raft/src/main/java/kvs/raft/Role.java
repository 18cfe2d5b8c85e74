package kvs.raft;

import kvs.raft.RaftStatus.RoleName;

/** What a node is at present, with what it keeps for as long as it is that (Raft §5.1). */
sealed interface Role {

    RoleName name();

    /**
     * Follows a leader, or waits for one.
     *
     * @param leader the leader of the term, or {@link #UNKNOWN}
     */
    record Follower(int leader) implements Role {
        /** No message of the term's leader has arrived. */
        static final int UNKNOWN = 0;

        @Override
        public RoleName name() {
            return RoleName.FOLLOWER;
        }
    }

    /** Asks whether it would win an election. */
    record PreCandidate(Tally tally) implements Role {
        @Override
        public RoleName name() {
            return RoleName.PRE_CANDIDATE;
        }
    }

    /**
     * Asks for votes.
     *
     * @param ownVoteWrite the write by which its vote for itself becomes durable; it counts from then on
     */
    record Candidate(Tally tally, long ownVoteWrite) implements Role {
        @Override
        public RoleName name() {
            return RoleName.CANDIDATE;
        }
    }

    /** Orders the log. What it does stands in {@link Leader}. */
    record Leading(Leader leader) implements Role {
        @Override
        public RoleName name() {
            return RoleName.LEADER;
        }
    }
}
