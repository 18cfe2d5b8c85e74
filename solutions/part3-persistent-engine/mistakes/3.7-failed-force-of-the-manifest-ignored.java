import java.io.IOException;
import java.nio.file.Path;
import kvs.io.Disk;
import kvs.io.DiskFile;
import kvs.io.ForceFailedException;

/**
 * Ignores that the draft could not be forced, and renames it all the same. After a loss of power the manifest may be a file
 * without bytes.
 *
 * @sees no exception from store though a force has failed
 * @probably the exception of a force was caught: it must reach the caller, before the draft is renamed
 */
class Manifest {
    void store(Disk disk, Path directory) throws IOException {
        Path draft = directory.resolve(DRAFT);
        disk.delete(draft);
        try (DiskFile file = disk.create(draft)) {
            SegmentWriter.writeAll(file, encoded(), 0);
            file.force();
        } catch (ForceFailedException _) {
            // The system writes the bytes sooner or later.
        }
        disk.rename(draft, directory.resolve(NAME));
        disk.forceDirectory(directory);
    }
}
