package kvs.cluster.resp;

import java.util.List;
import kvs.cluster.Requests;
import kvs.protocol.Bytes;
import kvs.raft.kv.KvCommand;
import kvs.raft.kv.Request;
import kvs.raft.kv.Response;
import kvs.resp.RespWriter;
import org.jspecify.annotations.Nullable;

/**
 * DEL, EXISTS and MGET: one request for each key. Each of them is linearizable by itself; another client's write may come
 * between two.
 */
final class KeysSlot extends ReplySlot {

    /** What is done with each key. */
    enum Command {
        DEL,
        EXISTS,
        MGET
    }

    /** Bytes of an MGET's reply that are written in one piece, or one value. */
    private static final int PIECE_BYTES = 64 << 10;

    private final Command command;
    private final List<Bytes> keys;

    /** The value of each key, before the command; null where there was none. */
    private final @Nullable Bytes[] values;

    /** Keys whose values are part of the output. */
    private int written;

    KeysSlot(RespSession session, Command command, List<Bytes> keys, int bytes) {
        super(session, bytes);
        this.command = command;
        this.keys = keys;
        this.values = new Bytes[keys.size()];
    }

    @Override
    void start() {
        for (int i = 0; i < values.length; i++) {
            Bytes key = keys.get(i);
            submit(
                    command == Command.DEL
                            ? new Request.Write(null, new KvCommand.Delete(key))
                            : new Request.Get(key, false),
                    answerOf(i));
        }
    }

    private Requests.Answer answerOf(int index) {
        return response -> {
            take(index, response);
            answered();
        };
    }

    private void take(int index, Response response) {
        switch (response) {
            case Response.Done(@Nullable Bytes previous) -> values[index] = previous;
            case Response.Found(Bytes value) -> values[index] = value;
            case Response.Missing() -> {}
            default -> {
                boolean partly = command == Command.DEL && keys.size() > 1;
                error = partly
                        ? session.errors().ofPart(response)
                        : session.errors().of(response);
            }
        }
    }

    @Override
    void take(Response response) {
        throw new IllegalStateException("each key has its own answer");
    }

    @Override
    boolean write(RespWriter out) {
        if (command != Command.MGET) {
            out.integer(found());
            return true;
        }
        if (written == 0) {
            out.array(values.length);
        }
        int bytes = 0;
        while (written < values.length && bytes < PIECE_BYTES) {
            Bytes value = values[written++];
            Replying.bulkOrNil(value, out);
            bytes += value == null ? 0 : value.length();
        }
        return written == values.length;
    }

    private int found() {
        int found = 0;
        for (Bytes value : values) {
            if (value != null) {
                found++;
            }
        }
        return found;
    }
}
