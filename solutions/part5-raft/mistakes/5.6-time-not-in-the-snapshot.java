import java.util.ArrayList;
import java.util.List;

/**
 * Leaves the log time out. A node that starts from the snapshot takes the clock of the next entry for the time, and keeps
 * sessions that have expired on the others.
 *
 * @sees a time of 0 in the snapshot, and hashes that differ after it
 * @probably the log time is not in the snapshot: sessions expire by it, on every node alike
 */
class KvStateMachine {
    State frozen() {
        List<Response.Row> rows = new ArrayList<>(pairs.size());
        pairs.forEach((key, value) -> rows.add(new Response.Row(key, value)));
        return new State(0, rows, sessions.frozen());
    }
}
