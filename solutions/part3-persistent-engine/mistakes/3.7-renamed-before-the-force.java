/**
 * Renames the draft before its bytes are on disk. The name may reach the disk before the bytes do: a manifest of
 * zeros, or of no bytes, replaces a good one.
 *
 * @shipped toyDB: the compacted log is renamed over the old one and was not forced (src/storage/bitcask.rs)
 * @sees a damaged manifest after a loss of power
 * @probably the draft is renamed before its bytes are forced
 */
class Manifest {
    void store(Disk disk, Path directory) throws IOException {
        Path draft = directory.resolve(DRAFT);
        disk.delete(draft);
        try (DiskFile file = disk.create(draft)) {
            SegmentWriter.writeAll(file, encoded(), 0);
        }
        disk.rename(draft, directory.resolve(NAME));
        disk.forceDirectory(directory);
    }
}
