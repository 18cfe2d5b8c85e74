package kvs.io;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * The answer to the question whether paths still lead to what this process has opened there. An open file stays what it was,
 * but an operator may rename or remove it, and then its name leads to no file, or to that of another process. The log gets one
 * line when the answer changes.
 *
 * <p><b>Threads.</b> Any.
 */
public final class PathWatch {

    /**
     * A path that is watched.
     *
     * @param replaced what to say after the path if it leads to another file
     */
    public record Watched(Path path, String replaced) {}

    private record Identified(Watched watched, Object identity) {}

    private final Disk disk;
    private final Logger log;
    private final Path owner;
    private final String missing;

    /** What the files were at the start ({@link Disk#identity}). */
    private final List<Identified> identified = new ArrayList<>();

    /** Why a path leads elsewhere, as of the last look; null if none did. Guarded by this for writing. */
    private volatile @Nullable String lost;

    /** Guarded by this. */
    private boolean closed;

    /**
     * Notes what is at the paths now.
     *
     * @param log gets a line when the answer changes
     * @param owner the file or directory for which the paths are watched
     * @param missing what to say after a path if it leads to no file
     * @param watched in the order in which they are looked at
     */
    public PathWatch(Disk disk, Logger log, Path owner, String missing, List<Watched> watched) throws IOException {
        this.disk = disk;
        this.log = log;
        this.owner = owner;
        this.missing = missing;
        for (Watched each : watched) {
            identified.add(new Identified(each, disk.identity(each.path)));
        }
    }

    /** Looks at the paths, in about a microsecond each; returns why one of them leads elsewhere, null if none does. */
    public @Nullable String look() {
        String why = whyLost();
        if (why != null || lost != null) {
            note(why);
        }
        return lost;
    }

    /** Returns what the last {@link #look} has returned. Reads no disk. */
    public @Nullable String lost() {
        return lost;
    }

    private @Nullable String whyLost() {
        try {
            for (Identified each : identified) {
                if (!disk.identity(each.watched.path).equals(each.identity)) {
                    return each.watched.path + each.watched.replaced;
                }
            }
            return null;
        } catch (NoSuchFileException e) {
            return e.getFile() + missing;
        } catch (IOException e) {
            return "could not look whether " + owner + " is still what this process has opened (" + e
                    + "); writes are refused until that succeeds";
        }
    }

    private synchronized void note(@Nullable String why) {
        if (closed) {
            return;
        }
        boolean was = lost != null;
        lost = why;
        if (why != null && !was) {
            log.error(why);
        } else if (why == null && was) {
            log.info("{} is back at its path; writes are accepted again", owner);
        }
    }

    /** Keeps the last answer from now on: the owner has given the paths up, and they may be removed. */
    public synchronized void close() {
        closed = true;
    }
}
