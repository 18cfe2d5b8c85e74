/**
 * Empties the old files in place, once their records are copied. The keydir points into them, and so does the manifest:
 * readers find the end of the file, and a crash leaves a log whose segments have lost their records.
 *
 * @sees a reader that meets the end of the file where a record should be
 * @probably a segment that is part of the log was changed: never overwrite one, only replace it as a whole
 */
class Compaction {
    private void replace(Victims victims) throws IOException {
        List<CompactionOutput> outputs = new ArrayList<>();
        copy(victims, outputs);
        for (int id : victims.ids()) {
            try (kvs.io.DiskFile file = disk.open(directory.resolve("%010d.log".formatted(id)))) {
                file.truncate(0);
            }
        }
        log.force();
        log.replace(victims.ids(), outputs);
        Set<Integer> old = new HashSet<>(victims.ids());
        for (CompactionOutput output : outputs) {
            move(output, old);
        }
        delete(victims);
    }
}
