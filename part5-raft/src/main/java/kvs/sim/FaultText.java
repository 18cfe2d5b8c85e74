package kvs.sim;

/** A fault in a few words. */
final class FaultText {
    private FaultText() {}

    static String of(Fault fault) {
        String node = fault.node() == Fault.LEADER ? "the leader" : "node " + fault.node();
        String during = " for " + fault.micros() / 1_000 + " ms";
        return switch (fault.kind()) {
            case STORM -> "a storm" + during;
            case CRASH -> node + " crashes" + during;
            case FAIL_FORCE -> "the next force of " + node + " fails";
            case FLIP_BIT -> "a bit flips in the log of " + node;
            case PAUSE -> node + " pauses" + during;
            case CUT_ONE_WAY -> "a link from " + node + " is cut" + during;
            case ISOLATE -> node + " is isolated" + during;
            case SPLIT -> "the network splits" + during;
            case BRIDGE -> "the network is partly connected" + during;
            case SLOW_DISK -> "the disk of " + node + " is slow" + during;
            case JUMP_CLOCK -> "the wall clock of " + node + " jumps by " + fault.argument() + " ms";
            case ADD_NODE -> "an operator adds a node";
            case PROMOTE -> "an operator promotes a learner";
            case REMOVE -> "an operator removes " + node;
            case CAMPAIGN -> node + " is told to campaign";
            case SNAPSHOT -> node + " is told to take a snapshot";
            case TRANSFER -> "an operator transfers the leadership";
            case HOSTILE -> node + " receives a message that no correct node sends";
        };
    }
}
