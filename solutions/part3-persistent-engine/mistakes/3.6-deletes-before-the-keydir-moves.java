/**
 * Deletes the old segments and then points the keydir to the new ones. No crash does any harm; but a reader that comes
 * in between is sent to a deleted file, and to the same one again when it retries.
 *
 * @sees a reader that gets the error that a segment is no longer part of the log
 * @probably the keydir still points into the old segments when they are deleted
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
