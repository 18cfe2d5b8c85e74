package kvs.io;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.List;

/**
 * Tells whether a write has failed because something is used up that may become free again: room on a disk, or file
 * descriptors.
 *
 * <p>An {@link IOException} carries no error number, only the system's sentence, in the language of the process ({@code
 * LC_MESSAGES}). So a sentence in English is recognized, and in any language the system is asked how much is left. A write
 * that fails for another reason while little is left is taken for a shortage, too.
 *
 * <p><b>Threads.</b> Any.
 */
public final class Shortage {
    /** What Unix says of a full disk and of a used-up quota, and what Windows says of a full disk. */
    private static final List<String> NO_ROOM =
            List.of("No space left", "quota exceeded", "There is not enough space on the disk");

    private static final List<String> NO_DESCRIPTORS = List.of("Too many open files");

    private static final long FEW_DESCRIPTORS = 15;

    /** What is left of something. */
    @FunctionalInterface
    public interface Supply {
        /** @throws IOException if the system does not tell; that is no shortage */
        long left() throws IOException;
    }

    private final List<String> sentences;
    private final Supply supply;

    /** This or less is a shortage. */
    private final long little;

    private Shortage(List<String> sentences, Supply supply, long little) {
        this.sentences = sentences;
        this.supply = supply;
        this.little = little;
    }

    /** @param littleBytes a disk with no more room than this counts as full */
    public static Shortage ofRoom(Supply bytes, long littleBytes) {
        return new Shortage(NO_ROOM, bytes, littleBytes);
    }

    /** Returns that of the file descriptors of this process. */
    public static Shortage ofDescriptors() {
        return ofDescriptors(Shortage::freeDescriptors);
    }

    /** @param descriptors how many this process may still open */
    public static Shortage ofDescriptors(Supply descriptors) {
        return new Shortage(NO_DESCRIPTORS, descriptors, FEW_DESCRIPTORS);
    }

    private static long freeDescriptors() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system
                ? system.getMaxFileDescriptorCount() - system.getOpenFileDescriptorCount()
                : Long.MAX_VALUE;
    }

    /** Returns whether this is what {@code failure} comes from; then it may pass by itself. */
    public boolean explains(IOException failure) {
        return isNamedIn(failure) || isNow();
    }

    private boolean isNamedIn(IOException failure) {
        for (Throwable each = failure; each != null; each = each.getCause()) {
            String message = String.valueOf(each.getMessage());
            if (sentences.stream().anyMatch(message::contains)) {
                return true;
            }
        }
        return false;
    }

    private boolean isNow() {
        try {
            return supply.left() <= little;
        } catch (IOException _) {
            return false;
        }
    }
}
