/**
 * Forces the log, but only after the old segments were replaced. If the power fails between the two, the old value is
 * gone for good, and the newer one was never on disk.
 *
 * @sees a key without a value after a crash at one disk operation of the compaction
 * @probably the log is forced too late: first force what makes a record stale, then replace the segments
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
        log.force();
        Set<Integer> old = new HashSet<>(victims.ids());
        for (CompactionOutput output : outputs) {
            move(output, old);
        }
        delete(victims);
    }
}
