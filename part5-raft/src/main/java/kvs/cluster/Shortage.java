package kvs.cluster;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Tells whether a write has failed because something is used up that may become free again: room on the disk, or file
 * descriptors.
 *
 * <p>An {@link IOException} carries no error number, only the system's sentence, in the language of the process ({@code
 * LC_MESSAGES}). So a sentence in English is recognized, and in any language the system is asked how much is left. A disk
 * with little room whose write fails for another reason is tried again, too, until it has room: nothing is acknowledged
 * meanwhile.
 */
final class Shortage {
    /** A disk with less room counts as full. What was written in vain is taken back before anything asks for the room. */
    static final long LITTLE_BYTES = 128L << 20;

    static final long FEW_DESCRIPTORS = 16;

    private static final List<String> SENTENCES =
            List.of("No space left", "quota exceeded", "Too many open files", "There is not enough space on the disk");

    /** What is left of something. */
    @FunctionalInterface
    interface Supply {
        long left() throws IOException;
    }

    private final Supply bytes;
    private final Supply descriptors;

    Shortage(Supply bytes, Supply descriptors) {
        this.bytes = bytes;
        this.descriptors = descriptors;
    }

    /** Returns that of the disk which holds {@code directory}, and of this process. */
    static Shortage of(Path directory) {
        return new Shortage(() -> Files.getFileStore(directory).getUsableSpace(), Shortage::freeDescriptors);
    }

    private static long freeDescriptors() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system
                ? system.getMaxFileDescriptorCount() - system.getOpenFileDescriptorCount()
                : Long.MAX_VALUE;
    }

    /** Returns whether {@code failure} may pass by itself. */
    boolean explains(IOException failure) {
        for (Throwable each = failure; each != null; each = each.getCause()) {
            String message = each.getMessage();
            if (message != null && SENTENCES.stream().anyMatch(message::contains)) {
                return true;
            }
        }
        return isShort(bytes, LITTLE_BYTES) || isShort(descriptors, FEW_DESCRIPTORS);
    }

    private static boolean isShort(Supply supply, long enough) {
        try {
            return supply.left() < enough;
        } catch (IOException _) {
            // The directory itself cannot be asked: that is another failure.
            return false;
        }
    }
}
