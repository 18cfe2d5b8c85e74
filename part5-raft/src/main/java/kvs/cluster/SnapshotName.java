package kvs.cluster;

import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import kvs.raft.EntryId;
import org.jspecify.annotations.Nullable;

/**
 * The kinds of files that hold a snapshot, or the beginning of one. A name tells the last entry that the snapshot covers:
 * {@code snapshot-INDEX-TERM}, and what the file is if it does not count.
 */
enum SnapshotName {
    /** Whole, durable, and in force. */
    PUBLISHED(""),
    /** Of this node's own state, not published yet. A crash makes it a leftover. */
    DRAFT(".draft"),
    /** From a leader, not installed yet. A crash makes it a leftover. */
    ARRIVING(".arriving"),
    /** Set aside for the operator. Nothing reads or deletes it. */
    DAMAGED(".damaged");

    private static final Pattern NAME =
            Pattern.compile("snapshot-([1-9]\\d{0,17})-([1-9]\\d{0,17})(\\.draft|\\.arriving|\\.damaged)?");

    private final String suffix;

    SnapshotName(String suffix) {
        this.suffix = suffix;
    }

    /** Returns the path of a file of this kind. */
    Path in(Path directory, EntryId last) {
        return directory.resolve("snapshot-" + last.index() + "-" + last.term() + suffix);
    }

    /** Returns whether a file of this name is of this kind. */
    boolean is(String name) {
        Matcher parts = NAME.matcher(name);
        return parts.matches() && suffix.equals(parts.group(3) == null ? "" : parts.group(3));
    }

    /** Returns the last entry that a snapshot covers, by the file's name; null if it is another file's. */
    static @Nullable EntryId last(String name) {
        Matcher parts = NAME.matcher(name);
        return parts.matches() ? new EntryId(Long.parseLong(parts.group(1)), Long.parseLong(parts.group(2))) : null;
    }
}
