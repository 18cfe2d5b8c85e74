package kvs.sim;

/**
 * One decision against the cluster. A plan is a list of these; a shrunk plan is a shorter list.
 *
 * @param at when, in microseconds of virtual time
 * @param kind what happens
 * @param node the node concerned, or {@link #LEADER}
 * @param argument what the kind says
 * @param micros how long it lasts, or how long until the node starts again
 */
record Fault(long at, Kind kind, int node, long argument, long micros) {
    /** Stands for the leader of the moment, the one of the highest term. */
    static final int LEADER = 0;

    /** The kinds of faults, and of things that operators do. */
    enum Kind {
        /** The network loses, doubles and reorders messages at the plan's rates for a while. */
        STORM,
        /** The node loses what was not forced; the argument decides what of it survives. */
        CRASH,
        /** The node's next force fails: it stops at once, and is started again later. */
        FAIL_FORCE,
        /** The node crashes, and a bit of its log flips; the argument decides where. */
        FLIP_BIT,
        /** The node does nothing, and then goes on as if no time had passed. */
        PAUSE,
        /** No message passes from the node to the node {@code argument}. */
        CUT_ONE_WAY,
        /** No message passes between the node and all others. */
        ISOLATE,
        /**
         * The nodes in the bit set {@code argument} and the rest do not hear each other; for the leader, it and a minority with
         * it, and the rest.
         */
        SPLIT,
        /** Of nodes a-b-c-d-e, a, b and c are connected, d with b only, e with c only; {@code argument} says which is a. */
        BRIDGE,
        /** The node's forces take much longer. */
        SLOW_DISK,
        /** The node's wall clock jumps by {@code argument} milliseconds. */
        JUMP_CLOCK,
        /** An operator adds a node with a new id as a learner. */
        ADD_NODE,
        /** An operator makes the node a voter. */
        PROMOTE,
        /** An operator removes the node, and stops it a while after that is committed. */
        REMOVE,
        /** The node starts an election at once. */
        CAMPAIGN,
        /** The node takes a snapshot now; with no kept entries its log is purged to the tip. */
        SNAPSHOT,
        /** An operator transfers the leadership to the node {@code argument}. */
        TRANSFER,
        /** The node receives a message that no correct node sends; {@code argument} says which. */
        HOSTILE
    }
}
