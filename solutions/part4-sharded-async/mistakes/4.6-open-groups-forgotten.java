/**
 * Drops the open groups when the bytes end. The next call goes on at the next item, and takes a value of the array for the
 * whole reply.
 *
 * @sees the first value of an array that arrived in two reads, in place of the array
 * @probably the groups that are open belong to the next call as well: it goes on in the middle of them
 */
class RespReader {
    private Parsed<RespValue> readReply(ByteCursor in) {
        open.clear();
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
                    if (open.size() == limits.maxNesting()) {
                        return new Malformed<>("more than " + limits.maxNesting() + " levels of nesting", start);
                    }
                    open.push(group);
                }
            }
            RespValue reply = close();
            if (reply != null) {
                return new Complete<>(reply);
            }
        }
    }
}
