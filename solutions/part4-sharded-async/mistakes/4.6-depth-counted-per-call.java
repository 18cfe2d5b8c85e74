/**
 * Counts the open groups in a local variable, which is 0 again in the next call. A reply that arrives in small pieces has no
 * limit of its depth: the tests that send it in one piece see the limit, and an attacker sends it byte by byte.
 *
 * @sees no error for groups above the limit if they arrive in many reads
 * @probably the depth is counted from 0 in each call: the groups of earlier calls are still open, so ask {@code open.size()}
 */
class RespReader {
    private Parsed<RespValue> readReply(ByteCursor in) {
        int depth = 0;
        while (true) {
            int start = at;
            switch (readItem(in)) {
                case Incomplete<Item>(int atLeast) -> {
                    return new Incomplete<>(atLeast);
                }
                case Malformed<Item>(String reason, int offset) -> {
                    return new Malformed<>(reason, offset);
                }
                case Complete<Item>(Single(RespValue value)) -> {
                    if (open.isEmpty()) {
                        return new Complete<>(value);
                    }
                    open.element().add(value);
                }
                case Complete<Item>(Group group) -> {
                    if (depth == limits.maxNesting()) {
                        return new Malformed<>("more than " + limits.maxNesting() + " levels of nesting", start);
                    }
                    open.push(group);
                    depth++;
                }
            }
            RespValue reply = close();
            depth = Math.min(depth, open.size());
            if (reply != null) {
                return new Complete<>(reply);
            }
        }
    }
}
