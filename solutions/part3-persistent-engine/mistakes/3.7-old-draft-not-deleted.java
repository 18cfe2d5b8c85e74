/**
 * Creates a draft without deleting one that a crash may have left. From then on no manifest can be stored, so no
 * segment can be added: the log rejects every record that does not fit into its newest segment.
 *
 * @sees a {@code FileAlreadyExistsException} after a crash
 * @probably {@code Disk.create} throws if the file exists, and a crash may have left a draft: delete it first
 */
class Manifest {
    void store(Disk disk, Path directory) throws IOException {
        Path draft = directory.resolve(DRAFT);
        try (DiskFile file = disk.create(draft)) {
            SegmentWriter.writeAll(file, encoded(), 0);
            file.force();
        }
        disk.rename(draft, directory.resolve(NAME));
        disk.forceDirectory(directory);
    }
}
