/**
 * Thinks of everything but a failure. When the disk is full in the middle of the copy, what was copied so far stays,
 * and takes the last of the room.
 *
 * @sees a segment on disk that the log does not know
 * @probably compaction failed, and nobody has deleted the spare segments that it had begun
 */
class Compaction {
    private void replace(Victims victims) throws IOException {
        List<CompactionOutput> spares = new ArrayList<>();
        copy(victims, spares);
        log.force();
        log.replace(victims.ids(), spares);
        Set<Integer> old = new HashSet<>(victims.ids());
        for (CompactionOutput spare : spares) {
            move(spare, old);
        }
        delete(victims);
    }
}
