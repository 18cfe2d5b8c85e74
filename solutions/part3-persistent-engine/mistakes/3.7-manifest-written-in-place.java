/**
 * Writes the new manifest over the old one. Until the last byte is on disk the file is neither of the two, and a crash
 * then leaves a log that cannot be opened.
 *
 * @sees a damaged manifest, or none, after a crash in the middle
 * @probably the old manifest is gone before the new one is whole: write a draft, force it, and rename it
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
