/**
 * Forces the bytes of the new manifest and renames it. The new name is a change of the directory, which is not forced.
 * After a loss of power the old manifest is back, and does not list the newest segment.
 *
 * @shipped LevelDB was reported in 2013 to delete its old files after a rename that had not been forced (google/leveldb
 *     issue 195); MongoDB's RocksDB engine in 2016 not to force the directory of a new journal (mongo-rocks issue 35)
 * @sees the old manifest after a loss of power, though store had returned
 * @probably the rename is not on disk: force the directory as well as the file
 */
class Manifest {
    void store(Disk disk, Path directory) throws IOException {
        Path draft = directory.resolve(DRAFT);
        disk.delete(draft);
        try (DiskFile file = disk.create(draft)) {
            SegmentWriter.writeAll(file, encoded(), 0);
            file.force();
        }
        disk.rename(draft, directory.resolve(NAME));
    }
}
