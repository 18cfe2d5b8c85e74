/**
 * Opens as many groups as the other side sends. On a list they overflow no stack, but whatever walks the reply afterwards,
 * to print or to compare it, calls itself for each level.
 *
 * @shipped ioredis (issue 2108), and hiredis until 2026 (pull request 1336): a reply with thousands of arrays inside each other
 *     could end the client's process
 * @sees no error for groups above the limit
 * @probably the number of groups that are open has no limit: compare {@code open.size()} with it before each push
 */
class RespReader {
    private Parsed<RespValue> readReply(ByteCursor in) {
        while (true) {
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
                case Complete<Item>(Group group) -> open.push(group);
            }
            RespValue reply = close();
            if (reply != null) {
                return new Complete<>(reply);
            }
        }
    }
}
