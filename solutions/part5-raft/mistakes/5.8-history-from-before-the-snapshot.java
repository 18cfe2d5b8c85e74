/**
 * Adds the snapshot's configuration to those that the log had. They come back into force when entries after the snapshot
 * are removed, and are not even in order.
 *
 * @sees members from before the snapshot
 * @probably the configurations from before the snapshot are kept
 */
class Membership {
    void installed(Snapshot snapshot) {
        history.add(new At(snapshot.last().index(), snapshot.configuration()));
    }
}
