package kvs.net;

import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;

/** A key without a selector, which counts the calls on it. */
final class FakeKey extends SelectionKey {
    int interest = OP_READ;

    /** Each is a system call with a real selector. */
    int changes;

    /** How often it was asked for its interest. */
    int asked;

    boolean cancelled;

    @Override
    public int interestOps() {
        asked++;
        return interest;
    }

    @Override
    public SelectionKey interestOps(int operations) {
        interest = operations;
        changes++;
        return this;
    }

    @Override
    public boolean isValid() {
        return !cancelled;
    }

    @Override
    public void cancel() {
        cancelled = true;
    }

    @Override
    public int readyOps() {
        return 0;
    }

    @Override
    public SelectableChannel channel() {
        throw new UnsupportedOperationException("this key has no channel");
    }

    @Override
    public Selector selector() {
        throw new UnsupportedOperationException("this key has no selector");
    }

    String interests() {
        String names = ((interest & OP_READ) != 0 ? "read " : "") + ((interest & OP_WRITE) != 0 ? "write " : "");
        return names.isEmpty() ? "none" : names.strip();
    }

    String shown() {
        return interests() + " after " + changes + (changes == 1 ? " change" : " changes");
    }
}
