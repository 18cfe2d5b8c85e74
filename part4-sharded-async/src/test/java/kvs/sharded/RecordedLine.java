package kvs.sharded;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;

/** A connection without a client: it keeps what it was given. */
final class RecordedLine implements Line {
    final ByteBuf out = Unpooled.buffer();
    final List<String> closed = new ArrayList<>();

    @Override
    public ByteBuf out() {
        return out;
    }

    @Override
    public boolean mayContinue() {
        return true;
    }

    @Override
    public void resume() {}

    @Override
    public void flushSoon() {}

    @Override
    public int pendingBytes() {
        return out.readableBytes();
    }

    @Override
    public void close(String reason) {
        closed.add(reason);
    }
}
