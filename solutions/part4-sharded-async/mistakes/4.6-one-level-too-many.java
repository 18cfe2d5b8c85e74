/**
 * Compares after it is too late by one: the limit itself counts as allowed room for another group.
 *
 * @sees one level more than the limit
 * @probably as many groups as the limit are open already: one more is too many
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
                }
                case Complete<Item>(Group group) -> {
                    if (open.size() > limits.maxNesting()) {
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
