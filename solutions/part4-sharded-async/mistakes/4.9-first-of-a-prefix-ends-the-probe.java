/**
 * Stops at the first slot with the right prefix, whatever its key is. The key that is asked for may lie further on.
 *
 * @sees no slot for a key, when another one has the same prefix
 * @probably a slot with the same prefix and another key does not end the probe: only an empty slot does
 */
class SlotTable {
    long find(Slice key, Slabs slabs) {
        long prefix = prefix(key.hash());
        int at = home(prefix);
        for (long slot = get(at); slot != EMPTY; slot = get(at)) {
            if (prefix(slot) == prefix) {
                return slabs.hasKey(position(slot), key) ? slot : EMPTY;
            }
            at = next(at);
        }
        return EMPTY;
    }
}
