package kvs.resp;

import io.netty.buffer.ByteBuf;
import kvs.protocol.ByteCursor;

/** Counts the bytes that a parser looks at. */
final class CountingCursor extends ByteCursor {
    int looked;

    CountingCursor(ByteBuf buffer) {
        super(buffer);
    }

    @Override
    public int peek(int ahead) {
        looked++;
        return super.peek(ahead);
    }
}
