/**
 * Takes a watched key that is absent for one that has changed. It may have been absent when it was watched: that is how a client
 * makes sure that it creates a key first.
 *
 * @sees an EXEC that does nothing although no watched key has changed
 * @probably an absent key counts as changed, although it was absent when it was watched
 */
class TransactionCommands {
    private static boolean isWatchBroken(@Nullable Watch watch, Collection<Bytes> keys, Database database) {
        if (watch == null) {
            return false;
        }
        for (Bytes key : keys) {
            Slice slice = Slice.of(key);
            if (database.of(slice).get(slice) == null) {
                return true;
            }
        }
        return watch.isBroken();
    }
}
