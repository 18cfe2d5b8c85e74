import java.util.List;

/**
 * Acknowledges the entries of the message alone, and 0 if there are none. The leader learns nothing from a heartbeat.
 *
 * @sees 0 after a heartbeat
 * @probably a message without entries acknowledges nothing: the logs agree up to its previous entry
 */
class FollowerLog {
    long matchIndex(EntryId previous, List<Entry> entries) {
        return entries.isEmpty() ? 0 : entries.getLast().index();
    }
}
