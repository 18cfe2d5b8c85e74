package kvs.sharded;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import kvs.resp.Arguments;
import kvs.resp.CommandSpec;
import kvs.server.ErrorLine;
import kvs.shard.Commit;
import kvs.shard.ShardStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes a shard's changes durable, beside its loop: the loop copies them, a thread for disks writes and forces them, and then
 * the loop lets the replies go that have waited.
 *
 * <pre>
 *   loop     turn 1: SET a ── copy ──┐     turn 2: SET b, PING     turn 3: reply to SET a ── copy b ──┐
 *   disk                             └────── write, force ─────────────▲                              └── write, force …
 * </pre>
 *
 * <p>A loop serves many connections, and a disk may take seconds. So a client waits only for changes that its replies depend
 * on: its own, and those that a read may have shown it. There is one commit at a time, and what changes meanwhile is the next.
 *
 * <p>For the shard's loop, while the shard is free, except where a method says otherwise.
 */
final class Committer {
    private static final Logger LOG = LoggerFactory.getLogger(Committer.class);

    private final ShardStore store;
    private final Executor disk;
    private final Runnable wake;

    /** Replies to work since the last commit began. */
    private List<Uncommitted> waiting = new ArrayList<>();

    /** Replies to work whose changes {@link #commit} writes. */
    private List<Uncommitted> committing = new ArrayList<>();

    /** What is being written; null if nothing is. */
    private @Nullable Commit commit;

    /**
     * Creates a committer.
     *
     * @param disk runs what waits for the disk: one task at a time
     * @param wake lets the loop take another turn; any thread may call it
     */
    Committer(ShardStore store, Executor disk, Runnable wake) {
        this.store = store;
        this.disk = disk;
        this.wake = wake;
    }

    /**
     * Returns why changes cannot be stored now, as an error for the client; null if they can. The holder may call it, too.
     *
     * @param removes whether the changes only remove keys: a full disk takes these
     */
    @Nullable
    String failure(boolean removes) {
        IOException failure = removes ? store.failureOfRemoves() : store.failure();
        return failure == null ? null : misconf(failure);
    }

    private static String misconf(Exception failure) {
        return "MISCONF Errors writing to disk: " + ErrorLine.of(failure);
    }

    /** Returns whether the reply to a command that has just run may depend on changes that are not durable. */
    boolean isUncertain(CommandSpec command, Arguments words) {
        if (!store.isDirty()) {
            return false;
        }
        boolean ofItsKeys = !command.isWrite() || command.isRemove();
        if (!ofItsKeys || command.firstKey() <= 0) {
            return true;
        }
        int last = command.lastKey(words.count());
        for (int i = command.firstKey(); i <= last; i += command.keyStep()) {
            if (store.isUncertain(words.get(i))) {
                return true;
            }
        }
        return false;
    }

    /**
     * Calls {@code replies} when all changes up to now are committed: at once if there are none. Those that have failed before do
     * not count: the commands that made them have been answered.
     */
    void whenCommitted(Uncommitted replies) {
        if (store.isPending()) {
            waiting.add(replies);
        } else {
            replies.committed(null);
        }
    }

    /** Ends a turn: begins a commit if there are changes, goes on with the one under way, ends it when it is written. */
    void endTurn() {
        boolean more = true;
        while (more && (commit == null ? begin() : commit.isWritten())) {
            more = goOn();
        }
    }

    /** Returns whether a commit has begun. */
    private boolean begin() {
        if (!store.isDirty() && waiting.isEmpty()) {
            return false;
        }
        committing = waiting;
        waiting = new ArrayList<>();
        try {
            commit = store.begin();
        } catch (IOException e) {
            failed(e);
            return false;
        }
        if (commit == null) {
            tell(null);
        }
        return commit != null;
    }

    /** Hands the next piece to the disk's thread, or ends the commit. Returns whether there may be more to do at once. */
    private boolean goOn() {
        Commit now = commit;
        if (now == null) {
            return false;
        }
        if (now.prepare()) {
            disk.execute(() -> {
                now.write();
                wake.run();
            });
            return true;
        }
        commit = null;
        try {
            now.end();
            tell(null);
        } catch (IOException e) {
            failed(e);
        }
        return true;
    }

    private void failed(IOException failure) {
        // The store logs what is wrong with the disk: once, and not in every turn in which it still is.
        String error = misconf(failure);
        LOG.debug("{}", error, failure);
        tell(error);
    }

    private void tell(@Nullable String failure) {
        List<Uncommitted> now = committing;
        committing = new ArrayList<>();
        for (Uncommitted replies : now) {
            replies.committed(failure);
        }
    }
}
