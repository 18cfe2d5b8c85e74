package kvs.cluster.resp;

import kvs.protocol.Bytes;
import kvs.resp.RespWriter;
import org.jspecify.annotations.Nullable;

/** Replies that several commands have. */
final class Replying {
    private Replying() {}

    static void bulkOrNil(@Nullable Bytes value, RespWriter out) {
        if (value == null) {
            out.nil();
        } else {
            out.bulk(value);
        }
    }
}
