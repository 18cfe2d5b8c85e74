/**
 * Points the keydir to the first compaction output only. A small compaction has just one; a larger one leaves keys that
 * point into deleted segments.
 *
 * @sees keys that cannot be read after a compaction with several outputs
 * @probably the keydir was moved to one output only: {@code move} takes one at a time, so call it for each
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
        if (!outputs.isEmpty()) {
            move(outputs.getFirst(), new HashSet<>(victims.ids()));
        }
        delete(victims);
    }
}
