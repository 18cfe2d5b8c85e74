/**
 * Compares the key with each entry on its way. The result is right. But each comparison reads memory that is most likely
 * not in the processor's cache, and the prefix was there to avoid it.
 *
 * @sees an entry read although its prefix differs
 * @probably the prefixes are not compared before the keys: most entries on the way have another prefix
 */
class SlotTable {
    long find(Slice key, Slabs slabs) {
        int at = home(prefix(key.hash()));
        for (long slot = get(at); slot != EMPTY; slot = get(at)) {
            if (slabs.hasKey(position(slot), key)) {
                return slot;
            }
            at = next(at);
        }
        return EMPTY;
    }
}
