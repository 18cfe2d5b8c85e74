/**
 * Closes groups only after a value. An empty array has none, so it stays open, and takes the next reply for its own.
 *
 * @sees Incomplete for {@code *0}
 * @probably a group without values is complete as soon as it is open: {@code close()} belongs after groups, too
 */
class RespReader {
    private Parsed<RespValue> readReply(ByteCursor in) {
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
                    RespValue reply = close();
                    if (reply != null) {
                        return new Complete<>(reply);
                    }
                }
                case Complete<Item>(Group group) -> {
                    if (open.size() == limits.maxNesting()) {
                        return new Malformed<>("more than " + limits.maxNesting() + " levels of nesting", start);
                    }
                    open.push(group);
                }
            }
        }
    }
}
