package kvs.sim;

import kvs.raft.Envelope;
import kvs.raft.kv.FrozenSnapshot;
import kvs.raft.kv.ReceivedSnapshot;
import kvs.raft.kv.Request;
import kvs.raft.kv.Response;

/** What can happen next. Events of a node name its life: after a crash, those of earlier lives no longer count. */
sealed interface Event {

    /** Time passes on a node. */
    record Tick(SimNode node, int life) implements Event {}

    /** A message arrives, which its sender composed at this time. */
    record Deliver(long id, Envelope envelope, long composed) implements Event {}

    /** A force of a node completes, or fails. */
    record ForceEnds(SimNode node, int life, long write, boolean fails) implements Event {}

    /** A node has written a snapshot of its own state, in the background. */
    record SnapshotWritten(SimNode node, int life, FrozenSnapshot snapshot) implements Event {}

    /** A node has read a snapshot that has arrived, in the background. */
    record SnapshotRead(SimNode node, int life, ReceivedSnapshot received) implements Event {}

    /** A node that is down starts. */
    record Start(SimNode node) implements Event {}

    /** A fault begins. */
    record Begin(Fault fault) implements Event {}

    /** Something that a fault did is undone. */
    record Undo(Runnable what, String text) implements Event {}

    /** A client's timer: it begins an operation, or has waited long enough for an answer. */
    record Wake(SimClient client, long alarm) implements Event {}

    /** A request of a client or an operator arrives at a node. */
    record Ask(SimNode node, long ticket, Request request) implements Event {}

    /** The answer arrives at the client. */
    record Answer(SimClient client, long ticket, int node, Response response) implements Event {}

    /** All faults end: the second phase begins. */
    record Calm() implements Event {}

    /** In the second phase: has the cluster converged? */
    record Check() implements Event {}
}
