/**
 * Makes a draft and does not think of the one that a crash may have left. From then on no list can be stored, so no
 * segment can be added: after one power cut the log takes what fits into its newest file, and then nothing.
 *
 * @sees a {@code FileAlreadyExistsException} where there was a crash before
 * @probably {@code Disk.create} makes a file that must not exist, and the draft of an earlier attempt does
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
