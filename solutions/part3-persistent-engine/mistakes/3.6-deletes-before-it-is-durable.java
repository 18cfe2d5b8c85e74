/**
 * Deletes the old files as soon as everything is copied, to make room for the new ones. A loss of power can take a copy
 * that was not forced, and then both are gone.
 *
 * @shipped toyDB: compaction writes a new log and renames it over the old one; neither its bytes nor its name are
 *     forced (src/storage/bitcask.rs)
 * @sees a log that cannot be opened after a crash in the middle, because a segment is missing
 * @probably the old segments are deleted before the new ones are on disk and in the manifest
 */
class Compaction {
    private void replace(Victims victims) throws IOException {
        List<CompactionOutput> outputs = new ArrayList<>();
        copy(victims, outputs);
        for (int id : victims.ids()) {
            disk.delete(directory.resolve("%010d.log".formatted(id)));
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
