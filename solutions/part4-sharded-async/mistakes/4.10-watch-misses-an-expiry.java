/**
 * Asks whether a command has changed a watched key. A key that has expired since is still in the map, since no command has looked
 * at it, and EXEC runs on a value that no longer exists. In Redis, expiry did not break a watch until 6.0.9 (redis pull request
 * 7920), and one that no command had noticed did not until 2021 (redis issue 9068).
 *
 * @sees an EXEC that runs although a watched key has expired
 * @probably the watch is asked before the expired key is removed: an expired key breaks its watch only when it is looked at
 */
class TransactionCommands {
    private static boolean isWatchBroken(@Nullable Watch watch, Collection<Bytes> keys, Database database) {
        return watch != null && watch.isBroken();
    }
}
