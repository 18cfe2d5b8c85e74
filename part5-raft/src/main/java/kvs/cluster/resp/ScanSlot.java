package kvs.cluster.resp;

import java.util.ArrayList;
import java.util.List;
import kvs.protocol.Bytes;
import kvs.raft.kv.KeyRange;
import kvs.raft.kv.Request;
import kvs.raft.kv.Response;
import kvs.resp.RespWriter;

/** SCAN: the next keys of the store in key order, those that match the pattern. */
final class ScanSlot extends ReplySlot {
    private final ScanArguments arguments;
    private final KeyRange range;
    private final List<Bytes> keys = new ArrayList<>();

    /** The cursor for the next call; 0 at the end. */
    private long next;

    ScanSlot(RespSession session, ScanArguments arguments, KeyRange range) {
        super(session, 0);
        this.arguments = arguments;
        this.range = range;
    }

    @Override
    void start() {
        // Every value is a string: no key has another type.
        if (arguments.strings() && !range.isEmpty()) {
            submit(new Request.Scan(range, arguments.count(), false));
        }
    }

    @Override
    void take(Response response) {
        if (!(response instanceof Response.Rows(List<Response.Row> rows, boolean more))) {
            error = session.errors().of(response);
            return;
        }
        for (Response.Row row : rows) {
            if (arguments.matches(row.key())) {
                keys.add(row.key());
            }
        }
        if (more && !rows.isEmpty()) {
            next = session.cursors().add(rows.getLast().key(), arguments.cursor());
        }
    }

    @Override
    boolean write(RespWriter out) {
        out.array(2);
        out.bulk(Long.toString(next));
        out.array(keys.size());
        keys.forEach(out::bulk);
        return true;
    }
}
