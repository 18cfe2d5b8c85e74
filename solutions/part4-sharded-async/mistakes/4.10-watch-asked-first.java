/**
 * Asks the watch, and then looks at the keys: the look breaks the watch, but the answer is already given.
 *
 * @sees an EXEC that runs although a watched key has expired
 * @probably the watch is asked before the expired key is removed: an expired key breaks its watch only when it is looked at
 */
class TransactionCommands {
    private static boolean isWatchBroken(@Nullable Watch watch, Collection<Bytes> keys, Database database) {
        boolean broken = watch != null && watch.isBroken();
        for (Bytes key : keys) {
            Slice slice = Slice.of(key);
            database.of(slice).get(slice);
        }
        return broken;
    }
}
