/**
 * Drops a durable record for a newer one that may not be durable. With a lazy policy, the operating system alone has
 * the new value when compaction drops the old one for good. If the power fails then, the key has neither.
 *
 * @shipped the engine of this part, until this exercise was written
 * @sees a key that has neither its old value nor its new one
 * @probably a record was left out for a newer one that is not on disk yet: force the log before log.replace
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
