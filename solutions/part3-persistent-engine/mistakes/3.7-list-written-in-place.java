/**
 * Writes the new list over the old one. Until the last byte is on disk there is a list that is neither, and a crash that
 * comes then leaves a log that nobody can open.
 *
 * @sees a manifest that is damaged, or none at all, after a crash in the middle
 * @probably the old list is gone before the new one is whole: write beside it, force, and rename
 */
class Manifest {
    void store(Disk disk, Path directory) throws IOException {
        Path path = directory.resolve(NAME);
        disk.delete(path);
        try (DiskFile file = disk.create(path)) {
            SegmentWriter.writeAll(file, encoded(), 0);
            file.force();
        }
        disk.forceDirectory(directory);
    }
}
