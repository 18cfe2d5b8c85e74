package kvs.resp;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import kvs.shard.Slice;

/**
 * Shows answers as text: {@code +OK}, {@code -ERR …}, {@code :1}, {@code "value"}, {@code nil}, {@code ["a", nil]}. One
 * char per byte.
 */
final class RecordingReplies implements Replies {
    private final StringBuilder text = new StringBuilder();

    /** For each array that is open: how many answers it still expects. */
    private final Deque<Integer> open = new ArrayDeque<>();

    /** Returns what has been written since the last call, which has to be one whole answer. */
    String take() {
        if (!open.isEmpty() || text.isEmpty()) {
            throw new IllegalStateException("not one whole answer: " + text);
        }
        String taken = text.toString();
        text.setLength(0);
        return taken;
    }

    private void add(String answer) {
        if (open.isEmpty() && !text.isEmpty()) {
            throw new IllegalStateException("a second answer, " + answer + ", after " + text);
        }
        text.append(answer);
        end();
    }

    /** An answer has ended: closes the arrays that end with it. */
    private void end() {
        while (!open.isEmpty()) {
            int left = open.pop() - 1;
            if (left > 0) {
                open.push(left);
                text.append(", ");
                return;
            }
            text.append(']');
        }
    }

    private void begin(int count) {
        if (count == 0) {
            add("[]");
            return;
        }
        if (open.isEmpty() && !text.isEmpty()) {
            throw new IllegalStateException("a second answer after " + text);
        }
        text.append('[');
        open.push(count);
    }

    @Override
    public void ok() {
        add("+OK");
    }

    @Override
    public void simple(String answer) {
        add("+" + answer);
    }

    @Override
    public void error(String message) {
        add("-" + message);
    }

    @Override
    public void integer(long number) {
        add(":" + number);
    }

    @Override
    public void bulk(Slice bytes) {
        add('"' + new String(bytes.array(), bytes.from(), bytes.length(), StandardCharsets.ISO_8859_1) + '"');
    }

    @Override
    public void bulk(String answer) {
        add('"' + answer + '"');
    }

    @Override
    public void text(String answer) {
        bulk(answer);
    }

    @Override
    public void nil() {
        add("nil");
    }

    @Override
    public void nilArray() {
        add("nil");
    }

    @Override
    public void array(int count) {
        begin(count);
    }

    @Override
    public void map(int pairs) {
        begin(2 * pairs);
    }

    @Override
    public void set(int count) {
        begin(count);
    }

    @Override
    public void push(int count) {
        begin(count);
    }
}
