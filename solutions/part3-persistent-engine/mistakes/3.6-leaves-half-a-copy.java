/**
 * Thinks of everything but a failure. When the disk is full in the middle of the copy, what was copied so far stays,
 * and takes the last of the room.
 *
 * @sees a segment on disk that the log does not know
 * @probably compaction failed, and nobody has deleted the compaction outputs that it had begun
 */
class Compaction {
    private void replace(Victims victims) throws IOException {
        List<CompactionOutput> outputs = new ArrayList<>();
        copy(victims, outputs);
        log.force();
        log.replace(victims.ids(), outputs);
        Set<Integer> old = new HashSet<>(victims.ids());
        for (CompactionOutput output : outputs) {
            move(output, old);
        }
        delete(victims);
    }
}
