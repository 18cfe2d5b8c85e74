/**
 * Does not handle a failure. When the disk is full in the middle of the copy, what was copied so far stays, and takes
 * up the last of the space.
 *
 * @sees a segment on disk that is not part of the log
 * @probably compaction failed and its outputs were not deleted
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
