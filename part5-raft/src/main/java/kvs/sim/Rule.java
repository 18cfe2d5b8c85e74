package kvs.sim;

import java.util.Locale;

/** What must hold after every event, or at the end of a run. */
enum Rule {
    /** At most one leader can be elected in a given term (Raft, figure 3: Election Safety). */
    ONE_LEADER_PER_TERM,
    /** A node votes for at most one candidate in a term, itself included, over restarts too (Raft §5.2). */
    ONE_VOTE_PER_TERM,
    /** A vote leaves a node once it is durable (Raft, figure 2: updated on stable storage before responding). */
    VOTE_DURABLE_BEFORE_SENT,
    /** An entry is acknowledged once it is durable. */
    ENTRIES_DURABLE_BEFORE_ACKNOWLEDGED,
    /** A vote is refused where it was given to another node, or the candidate's log is behind; a refusal leaves no trace. */
    VOTE_REFUSED_FOR_A_REASON,
    /** What a node takes for durable is on its disk. */
    DURABLE_IS_ON_DISK,
    /** A message that promises nothing does not wait for the disk. */
    SENT_AT_ONCE,
    /** A node's term never decreases, over restarts too. */
    TERM_NEVER_DECREASES,
    /** With pre-votes, a node campaigns only if a majority would vote for it, or the leader asks for it (thesis §9.6). */
    PRE_VOTE_HELD_BACK,
    /** A node that has a majority of pre-votes campaigns. */
    PRE_VOTE_WON_IS_USED,
    /** A pre-vote is granted only where a vote would be, and names the granting node's term. */
    PRE_VOTE_LIKE_A_VOTE,
    /** With check-quorum, a leader that no majority responds to is soon no leader any more (thesis §6.2). */
    LEADER_KEEPS_A_MAJORITY,
    /** A leader that a majority responds to, and that is a voter, stays the leader of its term. */
    LEADER_STEPS_DOWN_FOR_A_REASON,
    /** A leader answers a read after a majority has responded to it since the read arrived (thesis §6.4). */
    READ_CONFIRMED_AFTER_ARRIVAL,
    /** A read whose round a majority has answered waits for nothing but the state machine. */
    READ_ANSWERED_ONCE_CONFIRMED,
    /** No more reads wait at a leader than its options allow. */
    PENDING_READS_ARE_LIMITED,
    /** A leader that transfers the leadership accepts no reads. */
    NO_READ_DURING_A_TRANSFER,
    /** The target of a transfer is asked to campaign once its log is durable up to the leader's end (thesis §3.10). */
    TRANSFER_TARGET_IS_READY,
    /** In a transfer, the target is asked once: as soon as the leader knows that it is ready. */
    TRANSFER_ASKS_ONCE,
    /** A transfer takes no longer than an election time-out. */
    TRANSFER_ENDS,
    /** A node that learns of a later term enters it (Raft §5.1). */
    LATER_TERM_IS_ENTERED,
    /** A node's commit index never decreases, and is never below its snapshot. */
    COMMIT_NEVER_DECREASES,
    /** A node applies committed entries alone. */
    APPLIED_IS_COMMITTED,
    /** A leader never overwrites or deletes entries in its log (Raft, figure 3: Leader Append-Only). */
    LEADER_APPENDS_ONLY,
    /** Two logs that have an entry with the same index and term are the same up to it (Raft, figure 3). */
    LOG_MATCHING,
    /** A committed entry is in the logs of the leaders of all later terms (Raft, figure 3). */
    LEADER_COMPLETENESS,
    /** Every node that commits at an index commits the same entry there. */
    COMMITTED_ENTRIES_AGREE,
    /** Every node's state is the same at the same applied index (Raft, figure 3: State Machine Safety). */
    STATE_MACHINE_SAFETY,
    /** What is committed is on the disks of a majority, nodes that are down included. */
    COMMITTED_ON_MAJORITY,
    /** What a leader commits ends with an entry of its own term (Raft §5.4.2, figure 8). */
    LEADER_COMMITS_ITS_OWN_TERM,
    /** What is committed leaves no log. */
    COMMITTED_NEVER_REMOVED,
    /** At most one change of the membership is under way (thesis §4.1). */
    ONE_CHANGE_AT_A_TIME,
    /** A leader changes the membership only once an entry of its term is committed (the fault found in 2015). */
    CHANGE_AFTER_COMMIT_IN_TERM,
    /** An id is never given to a second node. */
    ID_NEVER_USED_TWICE,
    /** Writes are numbered from 1 without a gap, their entries are consecutive and leave no hole in the log. */
    WRITES_WELL_FORMED,
    /** A message that no correct node sends changes neither term nor log. */
    HOSTILE_MESSAGE_IGNORED,
    /** The history of the clients is linearizable. */
    LINEARIZABLE,
    /** What each client sees is plausible by itself: the second, simple oracle. */
    CLIENT_ORACLE,
    /** Without faults, the cluster elects a leader, the logs become equal, and all is applied. */
    NO_CONVERGENCE,
    /** Without faults, every operation of a client is answered. */
    NO_ANSWER,
    /** Raft and the state machine throw nothing. */
    EXCEPTION,
    /** The same seed gives the same run. */
    DETERMINISM;

    /** Returns the rule's name in words. */
    String title() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
