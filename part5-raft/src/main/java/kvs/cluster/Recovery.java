package kvs.cluster;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import kvs.cluster.HardStateFile.Stored;
import kvs.io.Disk;
import kvs.io.DiskFile;
import kvs.io.ForceFailedException;
import kvs.log.LogDamagedException;
import kvs.log.LogOptions;
import kvs.log.Salvage;
import kvs.log.SegmentInfo;
import kvs.raft.Configuration;
import kvs.raft.Entry;
import kvs.raft.EntryId;
import kvs.raft.HardState;
import kvs.raft.Restored;
import kvs.raft.Snapshot;
import org.jspecify.annotations.Nullable;

/**
 * The start of a node's storage: read everything, decide, store the decision in the hard state, then change the rest.
 *
 * <pre>
 *   hard state ──▶ newest whole snapshot ──▶ log ──▶ decide ──▶ store ──▶ cut the log, clear up
 *                                             │ damaged
 *                                             └──▶ store how far it had been durable ──▶ Salvage ──▶ log again
 * </pre>
 *
 * <p>A node whose log ends before an index up to which it had been durable may have acknowledged what it lost. It is
 * <em>recovering</em>: the hard state keeps that index, over any number of crashes, until the log has reached it again.
 *
 * <table>
 * <caption>What is found, and what becomes of it</caption>
 * <tr><td>nothing</td><td>a node that starts for the first time</td></tr>
 * <tr><td>entries or a snapshot, no hard state</td><td>refused: the node could vote twice in one term</td></tr>
 * <tr><td>a hard state, no log at all</td><td>refused: the log has been removed</td></tr>
 * <tr><td>a damaged hard state</td><td>refused</td></tr>
 * <tr><td>a log that begins after the snapshot's next entry</td><td>refused: a snapshot has been removed</td></tr>
 * <tr><td>a log that ends before the snapshot does, or has another entry there</td><td>started over after it</td></tr>
 * <tr><td>a damaged log, or one that ends before the mark</td><td>recovering, with the entries before the damage</td></tr>
 * <tr><td>a damaged snapshot</td><td>recovering, with the snapshot before it, if it is still there, or with none</td></tr>
 * </table>
 *
 * <p>One thread.
 */
final class Recovery {
    static final String LOG = "log";

    /** The copies of a {@link Salvage}, and what NFS makes of a file that is deleted while it is open. */
    private static final Pattern ALLOWED_IN_LOG = Pattern.compile("damaged-\\d+|\\.nfs.*");

    private final Disk disk;
    private final Path directory;
    private final Path logDirectory;
    private final LogOptions options;
    private final HardStateFile file;

    /** As on disk; null if there is no file. */
    private @Nullable Stored stored;

    /** Null if there is none that is whole. */
    private @Nullable SnapshotFile snapshot;

    private final List<EntryId> damagedSnapshots = new ArrayList<>();

    /** The highest index that is known to have been durable. */
    private long known;

    /** Whether something was found, now or at an earlier start, that a crash does not explain. */
    private boolean damaged;

    /** What the operator has to hear of. */
    private final List<String> remarks = new ArrayList<>();

    private Recovery(Disk disk, Path directory, LogOptions options) {
        this.disk = disk;
        this.directory = directory;
        this.logDirectory = directory.resolve(LOG);
        this.options = options.withAllowedFiles(ALLOWED_IN_LOG.asMatchPredicate());
        this.file = new HardStateFile(disk, directory);
    }

    /**
     * What a node finds on its disk.
     *
     * @param stored the hard state on disk; null if there is none yet
     * @param remarks a sentence for each thing that the operator has to hear of
     */
    record Recovered(
            HardStateFile file,
            @Nullable Stored stored,
            SnapshotDirectory snapshots,
            EntryLog log,
            Restored restored,
            List<String> remarks) {}

    static Recovered run(Disk disk, Path directory, LogOptions options, Configuration initial) throws IOException {
        disk.makeDirectory(directory);
        return new Recovery(disk, directory, options).run(initial);
    }

    private Recovered run(Configuration initial) throws IOException {
        List<String> names = disk.list(directory);
        stored = file.read();
        Stored before = stored;
        if (before == null) {
            requireUnused(names);
        } else {
            requireLog();
            known = before.mark();
            damaged = before.damagedUpTo() > 0;
            findSnapshot(names);
        }
        Snapshot base = base(before == null ? initial : before.initial());
        OpenLog open = openLog(base);
        EntryLog log = open.log();
        try {
            List<Entry> entries = before == null ? List.of() : settle(log, open.found(), base);
            clearUp(names);
            return recovered(log, base, entries);
        } catch (IOException | RuntimeException e) {
            try (log) {
                throw e;
            }
        }
    }

    private record OpenLog(EntryLog log, FoundEntries found) {}

    private OpenLog openLog(Snapshot base) throws IOException {
        try {
            return tryToOpenLog(base);
        } catch (LogDamagedException e) {
            if (stored == null) {
                throw e;
            }
            salvage(e);
            return tryToOpenLog(base);
        }
    }

    private OpenLog tryToOpenLog(Snapshot base) throws IOException {
        FoundEntries found = new FoundEntries(logDirectory, base.last());
        return new OpenLog(EntryLog.open(disk, logDirectory, options, found), found);
    }

    private Recovered recovered(EntryLog log, Snapshot base, List<Entry> entries) {
        Stored now = stored;
        HardState hardState = now == null ? HardState.INITIAL : now.hardState();
        Restored restored = new Restored(hardState, base, entries, now == null ? 0 : now.damagedUpTo());
        SnapshotDirectory snapshots = new SnapshotDirectory(disk, directory, snapshot);
        return new Recovered(file, now, snapshots, log, restored, List.copyOf(remarks));
    }

    private Stored settled() {
        return Objects.requireNonNull(stored, "stored");
    }

    /** A node writes its hard state before anything else, so without it there can be nothing. */
    private void requireUnused(List<String> names) throws IOException {
        for (String name : names) {
            if (SnapshotName.PUBLISHED.is(name)) {
                throw withoutHardState(directory.resolve(name));
            }
        }
        for (String name : disk.list(logDirectory)) {
            if (name.endsWith(".log")) {
                try (DiskFile segment = disk.openToRead(logDirectory.resolve(name))) {
                    if (segment.size() > SegmentInfo.EMPTY_BYTES) {
                        throw withoutHardState(logDirectory.resolve(name));
                    }
                }
            }
        }
    }

    private IOException withoutHardState(Path beside) {
        return new IOException(directory.resolve(HardStateFile.NAME) + " is missing, and " + beside
                + " exists: the node's term and vote are lost, and it could vote twice in one term. Remove this node from"
                + " the cluster, and add it under a new id with an empty directory");
    }

    /** The log exists before there is a hard state. Without any of its files, nothing tells how far it went. */
    private void requireLog() throws IOException {
        for (String name : disk.list(logDirectory)) {
            if (name.equals("manifest") || name.endsWith(".log")) {
                return;
            }
        }
        throw new IOException(logDirectory + " has no log, and " + directory.resolve(HardStateFile.NAME)
                + " exists: what the node has acknowledged is lost. Remove this node from the cluster, and add it under a"
                + " new id with an empty directory");
    }

    /** Takes the newest snapshot that is whole, and notes those after it that are not. */
    private void findSnapshot(List<String> names) throws IOException {
        List<EntryId> newestFirst = new ArrayList<>();
        for (String name : names) {
            EntryId last = SnapshotName.last(name);
            if (last != null && SnapshotName.PUBLISHED.is(name)) {
                newestFirst.add(last);
            }
        }
        newestFirst.sort(Comparator.comparingLong(EntryId::index).reversed());
        for (EntryId last : newestFirst) {
            Path path = SnapshotName.PUBLISHED.in(directory, last);
            try {
                SnapshotFile whole = SnapshotFile.check(disk, path);
                EntryId inside = whole.snapshot().last();
                if (!inside.equals(last)) {
                    throw new DamagedFileException(
                            path, SnapshotFile.FIXED_BYTES, "expected snapshot " + last + ", found " + inside);
                }
                snapshot = whole;
                return;
            } catch (DamagedFileException e) {
                remarks.add(e.getMessage() + "; the file is set aside as " + SnapshotName.DAMAGED.in(directory, last));
                damagedSnapshots.add(last);
                damaged = true;
                known = Math.max(known, last.index());
            }
        }
    }

    /** Returns what the log goes on from. The initial configuration is right before entry 1, also for a node that lost more. */
    private Snapshot base(Configuration initial) {
        return snapshot == null ? new Snapshot(EntryId.NONE, initial) : snapshot.snapshot();
    }

    /** Makes a log that cannot be opened one that can. What it once held is stored first, so that a crash changes nothing. */
    private void salvage(LogDamagedException cause) throws IOException {
        // Without the list of segments, entries that were replaced later may be among those that are found. Without the
        // header of a segment, or the file, it is unknown how many entries it had. Then one more has to arrive.
        boolean unsure = cause.file().endsWith("manifest") || cause.offset() < SegmentInfo.EMPTY_BYTES;
        long highest = Salvage.highestSequence(disk, logDirectory) + (unsure ? 1 : 0);
        damaged = true;
        known = Math.max(known, highest);
        store(known, known);
        Salvage.Result result = Salvage.run(disk, logDirectory, options);
        remarks.add(cause.getMessage() + "; the damaged files were copied to "
                + (result == null ? logDirectory : result.copies()));
    }

    /** Decides which entries count, stores that, and takes the others out of the log. */
    private List<Entry> settle(EntryLog log, FoundEntries found, Snapshot base) throws IOException {
        long index = base.last().index();
        boolean hole = found.last() > 0 ? found.first() > index + 1 : log.last() > index;
        if (hole && !damaged) {
            throw new IOException(
                    logDirectory + " begins with entry " + (found.last() > 0 ? found.first() : log.last() + 1)
                            + ", and the newest snapshot in " + directory + " ends with entry " + index
                            + ": a snapshot has been removed. Put it back; or remove this node from the cluster, and add it under"
                            + " a new id with an empty directory");
        }
        boolean replaced = found.contradictsSnapshot() && !damaged && found.last() >= known;
        boolean nothing = hole || found.contradictsSnapshot() || log.last() < index;
        long end = nothing ? index : found.end();
        if (found.hasGap()) {
            known = Math.max(known, found.last());
        }
        if (replaced) {
            // The cluster has committed another entry: what this log says after it was never committed.
            known = index;
        }
        if (end < known) {
            remarks.add(logDirectory + " ends with entry " + end + ", and had been durable up to " + known
                    + ": the node is recovering, and neither votes nor leads until a leader has brought its log there");
            store(known, known);
        } else {
            storeWhole(end);
        }
        if (nothing || (found.entries().isEmpty() && found.hasGap())) {
            log.startOver(index + 1);
            return List.of();
        }
        if (found.hasGap()) {
            // The next entry gets the number of the one that is cut off first, so the last that counts is written anew.
            // If the power fails in between, the leader sends that one, too.
            log.truncateFrom(end);
            log.append(found.entries().getLast());
            log.force();
        }
        return found.entries();
    }

    /** Stores that the log is whole. A higher mark alone is worth no failure: a node has to start on a full disk. */
    private void storeWhole(long end) throws IOException {
        try {
            store(end, 0);
        } catch (ForceFailedException e) {
            throw e;
        } catch (IOException e) {
            if (settled().damagedUpTo() > 0 || settled().mark() > end) {
                throw e;
            }
            remarks.add("the mark stays at entry " + settled().mark() + ": " + e.getMessage());
        }
    }

    private void store(long mark, long damagedUpTo) throws IOException {
        Stored before = settled();
        Stored after = new Stored(before.hardState(), mark, damagedUpTo, before.initial());
        if (!after.equals(before)) {
            file.store(after);
            stored = after;
        }
    }

    /** Sets damaged snapshots aside, and deletes what a crash has left unfinished. Foreign files stay. */
    private void clearUp(List<String> names) throws IOException {
        for (EntryId last : damagedSnapshots) {
            disk.rename(SnapshotName.PUBLISHED.in(directory, last), SnapshotName.DAMAGED.in(directory, last));
        }
        if (!damagedSnapshots.isEmpty()) {
            disk.forceDirectory(directory);
        }
        for (String name : SnapshotDirectory.leftovers(names)) {
            disk.delete(directory.resolve(name));
        }
        disk.delete(directory.resolve(CheckedFile.draftOf(HardStateFile.NAME)));
        if (snapshot != null) {
            for (String name : names) {
                EntryId last = SnapshotName.last(name);
                if (last != null
                        && SnapshotName.PUBLISHED.is(name)
                        && last.index() < snapshot.snapshot().last().index()) {
                    disk.delete(directory.resolve(name));
                }
            }
        }
    }
}
