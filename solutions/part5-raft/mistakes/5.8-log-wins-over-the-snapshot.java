/**
 * Keeps a configuration of the log that is later than the snapshot. But the log gave way to the snapshot: that entry is
 * gone, and was never committed.
 *
 * @sees members that stand in no log
 * @probably a later configuration of the old log wins over the snapshot
 */
class Membership {
    void installed(Snapshot snapshot) {
        if (snapshot.last().index() >= currentIndex()) {
            history.clear();
            history.add(new At(snapshot.last().index(), snapshot.configuration()));
        }
    }
}
