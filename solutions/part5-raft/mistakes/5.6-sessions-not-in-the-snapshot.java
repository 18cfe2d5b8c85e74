import java.util.ArrayList;
import java.util.List;

/**
 * Takes the pairs for the state. A node that starts from the snapshot has the values, and knows no client: it refuses the
 * writes that the others apply.
 *
 * @sees sessions that are gone after a snapshot
 * @probably the sessions are not in the snapshot: a node that starts from it does not know what was applied
 */
class KvStateMachine {
    State frozen() {
        List<Response.Row> rows = new ArrayList<>(pairs.size());
        pairs.forEach((key, value) -> rows.add(new Response.Row(key, value)));
        return new State(timeMillis, rows, List.of());
    }
}
