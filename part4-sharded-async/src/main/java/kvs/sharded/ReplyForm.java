package kvs.sharded;

import io.netty.buffer.ByteBuf;
import kvs.resp.Replies;
import kvs.resp.RespWriter;

/** The form in which a client reads replies. Any thread can write it. */
interface ReplyForm {
    /** Redis's first form. */
    ReplyForm RESP2 = (writer, out) -> writer.version(2).to(out);

    /** The form after {@code HELLO 3}. */
    ReplyForm RESP3 = (writer, out) -> writer.version(3).to(out);

    /**
     * Returns replies that are appended to {@code out}.
     *
     * @param writer the thread's own; in use until this thread asks for replies again
     */
    Replies on(RespWriter writer, ByteBuf out);
}
