/**
 * Renames at one moment, and forgets that the bytes are not there by then. The name may come to disk before they do: a
 * list of zeros, or of no bytes, in the place of one that was good.
 *
 * @shipped toyDB: the compacted log is renamed over the old one and was not forced (src/storage/bitcask.rs)
 * @sees a manifest that is damaged after a loss of power
 * @probably the draft takes the name of the list before its bytes are forced
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
