/**
 * Moves the keydir to the copies before the compaction outputs are part of the log. Some records are still in a buffer,
 * so {@code move} misses them, and their keys go on pointing into segments that are then deleted.
 *
 * @sees keys that cannot be read after compaction
 * @probably a compaction output is whole only when {@code log.replace} has returned; before that, no key may point into
 *     it
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
