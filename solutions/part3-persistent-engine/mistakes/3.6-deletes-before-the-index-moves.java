/**
 * Deletes the old segments and then tells the index where the records are now. No crash can do any harm; but who reads
 * in between is sent to a file that is gone, and if he asks again, to the same one.
 *
 * @sees a reader that is told that a segment is not part of the log any more
 * @probably the index still points into the old segments when they are deleted
 */
class Compaction {
    private void replace(Victims victims) throws IOException {
        List<CompactionOutput> outputs = new ArrayList<>();
        boolean replaced = false;
        try {
            copy(victims, outputs);
            log.force();
            log.replace(victims.ids(), outputs);
            replaced = true;
        } finally {
            if (!replaced) {
                log.delete(ids(outputs));
            }
        }
        delete(victims);
        Set<Integer> old = new HashSet<>(victims.ids());
        for (CompactionOutput output : outputs) {
            move(output, old);
        }
    }
}
