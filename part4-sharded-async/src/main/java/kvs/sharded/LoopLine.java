package kvs.sharded;

import io.netty.buffer.ByteBuf;
import kvs.net.Connection;

/** A line on an event loop's connection. */
record LoopLine(Connection connection) implements Line {
    @Override
    public ByteBuf out() {
        return connection.out();
    }

    @Override
    public boolean mayContinue() {
        return connection.mayContinue();
    }

    @Override
    public void resume() {
        connection.resume();
    }

    @Override
    public void flushSoon() {
        connection.flushSoon();
    }

    @Override
    public int pendingBytes() {
        return connection.pendingBytes();
    }

    @Override
    public void close(String reason) {
        connection.close(reason);
    }
}
