/**
 * Takes an equal prefix for an equal key. It is 28 bits of the hash: of 20,000 keys, two more likely than not
 * share one, and a client gets the value of another key.
 *
 * @sees the slot of another key
 * @probably two keys may have the same prefix: {@code slabs.hasKey} compares the bytes of the key
 */
class SlotTable {
    long find(Slice key, Slabs slabs) {
        long prefix = prefix(key.hash());
        int at = home(prefix);
        for (long slot = get(at); slot != EMPTY; slot = get(at)) {
            if (prefix(slot) == prefix) {
                return slot;
            }
            at = next(at);
        }
        return EMPTY;
    }
}
