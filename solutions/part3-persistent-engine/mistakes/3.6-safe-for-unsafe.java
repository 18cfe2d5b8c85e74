/**
 * Forgets that a newer record may be less safe than the old one. With a lazy policy the new value is with the operating
 * system only, when compaction makes it durable that the old one is gone. Then the power fails, and there is neither.
 *
 * @shipped the engine of this part, until this exercise was written
 * @sees a key that has neither its old value nor its new one
 * @probably a record was left out for a newer one that is not on disk yet: the log was not forced before it was replaced
 */
class Compaction {
    private void replace(Victims victims) throws IOException {
        List<CompactionOutput> outputs = new ArrayList<>();
        boolean replaced = false;
        try {
            copy(victims, outputs);
            log.replace(victims.ids(), outputs);
            replaced = true;
        } finally {
            if (!replaced) {
                log.delete(ids(outputs));
            }
        }
        Set<Integer> old = new HashSet<>(victims.ids());
        for (CompactionOutput output : outputs) {
            move(output, old);
        }
        delete(victims);
    }
}
