/**
 * Moves the index to the copies before the log has taken them in. They are still in a buffer in part, so the index does
 * not find all of them there, and goes on pointing into segments that are deleted at the end.
 *
 * @sees keys that cannot be read after compaction
 * @probably a compaction outputs is whole only when {@code log.replace} has returned; before that, nobody may point into it
 */
class Compaction {
    private void replace(Victims victims) throws IOException {
        List<CompactionOutput> outputs = new ArrayList<>();
        boolean replaced = false;
        try {
            copy(victims, outputs);
            Set<Integer> old = new HashSet<>(victims.ids());
            for (CompactionOutput output : outputs) {
                move(output, old);
            }
            log.force();
            log.replace(victims.ids(), outputs);
            replaced = true;
        } finally {
            if (!replaced) {
                log.delete(ids(outputs));
            }
        }
        delete(victims);
    }
}
