/**
 * Calls itself for the next item in place of a loop. The calls end only with the reply: the nesting has a limit, and a flat
 * array of a hundred thousand values overflows the stack.
 *
 * @sees a StackOverflowError for a long array
 * @probably each item is a call inside the call before: Java keeps a frame for each, so use a loop
 */
class RespReader {
    private Parsed<RespValue> readReply(ByteCursor in) {
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
                if (open.size() == limits.maxNesting()) {
                    return new Malformed<>("more than " + limits.maxNesting() + " levels of nesting", start);
                }
                open.push(group);
            }
        }
        RespValue reply = close();
        return reply != null ? new Complete<>(reply) : readReply(in);
    }
}
