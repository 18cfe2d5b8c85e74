package kvs.engine.log;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import kvs.engine.log.WatchedDisk.Act;
import kvs.io.Crash;
import kvs.io.SimDisk;
import kvs.io.SimOperation;
import kvs.log.LogOptions;
import kvs.log.LogPointer;
import kvs.log.Payload;
import kvs.log.RecordLog;
import kvs.log.RecordVisitor;
import kvs.protocol.Bytes;
import kvs.protocol.Fact;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Exercise 3.7: what was acknowledged is on disk, and many writers share the force that brings it there. */
@Tag("3.7")
@ExtendWith(NotWritten.class)
class GroupCommitTest {
    private static final Bytes A = Bytes.utf8("a");
    private static final Bytes B = Bytes.utf8("b");
    private static final Bytes C = Bytes.utf8("c");
    private static final Bytes VALUE = Bytes.utf8("value");

    private final SimDisk disk = new SimDisk();

    // What a policy promises.

    private LogEngine open(Fsync policy) throws IOException {
        return open(disk, policy);
    }

    private static LogEngine open(SimDisk disk, Fsync policy) throws IOException {
        LogEngineOptions options = Engines3.small().withFsync(policy).withInterval(Duration.ofHours(1));
        return LogEngine.open(disk, Engines3.DIRECTORY, options);
    }

    /** What is found after a crash; or that nothing is. */
    private String valueAfter(Crash crash, Fsync policy, Bytes key) throws IOException {
        try (LogEngine after = open(disk.crash(crash), policy)) {
            return String.valueOf(after.get(key));
        } catch (kvs.log.LogDamagedException e) {
            return "an engine that does not open: its log is damaged";
        }
    }

    @Test
    void under_ALWAYS_a_write_that_returned_survives_loss_of_power() throws IOException {
        LogEngine engine = open(Fsync.ALWAYS);
        for (Bytes key : List.of(A, B, C)) {
            engine.set(key, VALUE);
            Fact.when("set " + key + ", the power fails, open, get")
                    .usually("the write was acknowledged before it was forced")
                    .gives(VALUE.toString(), valueAfter(Crash.LOSES_ALL, Fsync.ALWAYS, key));
        }
    }

    @Test
    void under_NEVER_a_write_that_returned_survives_a_kill() throws IOException {
        LogEngine engine = open(Fsync.NEVER);
        engine.set(A, VALUE);
        Fact.when("set a, get(a)").gives(VALUE, engine.get(A));
        Fact.when("set a, kill -9, open, get(a)")
                .usually("the record was in the buffer of the process, which is gone: flush hands it over")
                .gives(VALUE.toString(), valueAfter(Crash.KEEPS_ALL, Fsync.NEVER, A));
    }

    @Test
    void under_NEVER_and_INTERVAL_no_write_waits_for_a_force() throws IOException {
        for (Fsync policy : List.of(Fsync.NEVER, Fsync.INTERVAL)) {
            SimDisk own = new SimDisk();
            try (LogEngine engine = open(own, policy)) {
                int before = forces(own);
                engine.set(A, VALUE);
                engine.set(B, VALUE);
                Fact.when("with " + policy + ", set a, set b, forces")
                        .usually("who chose this policy does not want to wait for the disk")
                        .gives(0, forces(own) - before);
            }
        }
    }

    @Test
    void under_ALWAYS_one_writer_needs_one_force_for_each_write() throws IOException {
        try (LogEngine engine = open(Fsync.ALWAYS)) {
            int before = forces(disk);
            engine.set(A, VALUE);
            engine.set(B, VALUE);
            engine.remove(A);
            Fact.when("set a, set b, remove a, one after the other, forces").gives(3, forces(disk) - before);
        }
    }

    private static int forces(SimDisk disk) {
        return (int) disk.trace().stream()
                .filter(SimOperation.Force.class::isInstance)
                .count();
    }

    // A force that failed.

    @Test
    void a_write_whose_force_fails_is_not_acknowledged() throws IOException {
        LogEngine engine = open(Fsync.ALWAYS);
        engine.set(A, VALUE);
        disk.failForce(1);
        Fact.when("set a, the next force fails, set b")
                .usually("the failure was swallowed, or the force was tried again, and the second try knows nothing")
                .gives("IOException", thrown(() -> engine.set(B, VALUE)));
        Fact.when("set a, the next force fails, set b, get(b)").gives(null, engine.get(B));
        Fact.when("set a, the next force fails, set b, get(a)").gives(VALUE, engine.get(A));
    }

    @Test
    void after_a_force_that_failed_nothing_is_taken_any_more() throws IOException {
        LogEngine engine = open(Fsync.ALWAYS);
        engine.set(A, VALUE);
        disk.failForce(1);
        thrown(() -> engine.set(B, VALUE));
        String third = thrown(() -> engine.set(C, VALUE));
        Fact.when("set a, the next force fails, set b, set c")
                .usually("the next force succeeds, and says nothing of what the first has lost in front of it")
                .gives("IOException", third);
        Fact.when("set a, the next force fails, set b, set c, the power fails, open, get(a)")
                .gives(VALUE.toString(), valueAfter(Crash.LOSES_ALL, Fsync.ALWAYS, A));
    }

    private interface Deed {
        void run() throws IOException;
    }

    private static String thrown(Deed deed) throws IOException {
        try {
            deed.run();
            return "nothing was thrown";
        } catch (IOException e) {
            if (NotWritten.found(e) instanceof UnsupportedOperationException unwritten) {
                throw unwritten;
            }
            return "IOException";
        }
    }

    // RecordLog.force

    private RecordLog log(kvs.io.Disk on) throws IOException {
        return RecordLog.open(on, Engines3.DIRECTORY, LogOptions.defaults(), RecordVisitor.NONE);
    }

    private static LogPointer append(RecordLog log, String text) throws IOException {
        LogPointer at = log.append(Payload.of(Bytes.utf8(text).toArray()));
        log.flush();
        return at;
    }

    @Test
    void a_force_says_up_to_where_everything_is_on_disk() throws IOException {
        try (RecordLog log = log(disk)) {
            append(log, "one");
            append(log, "two");
            Fact.when("append record 1, append record 2, flush, durableSequence()")
                    .gives(1, log.durableSequence());
            Fact.when("append record 1, append record 2, flush, force()").gives(3, log.force());
            Fact.when("append record 1, append record 2, flush, force(), durableSequence()")
                    .usually("what force has found out has to be noted for those who ask later")
                    .gives(3, log.durableSequence());
        }
    }

    @Test
    void a_force_vouches_only_for_what_was_flushed_before_it() throws IOException {
        RecordLog log = log(disk);
        append(log, "before");
        disk.duringForce(() -> {
            try {
                append(log, "meanwhile");
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
        Fact.when("append record 1, flush, force(); during it, append record 2, flush; the first force returns")
                .usually("record 2 came when the force was under way, and may or may not be part of it")
                .gives(2, log.force());
    }

    @Test
    void a_second_force_proves_nothing_after_one_that_failed() throws IOException {
        RecordLog log = log(disk);
        append(log, "lost");
        disk.failForce(1);
        Fact.when("append, flush, force() fails").gives("IOException", thrown(log::force));
        Fact.when("append, flush, force() fails, force() again")
                .usually("the system has forgotten what it could not write, so the second force has nothing to do")
                .gives("IOException", thrown(log::force));
        Fact.when("append, flush, force() fails, append")
                .usually("the log has to stop when a force has failed")
                .gives("IOException", thrown(() -> append(log, "next")));
        Fact.when("append, flush, force() fails, durableSequence()").gives(1, log.durableSequence());
    }

    @Test
    void two_threads_do_not_force_at_the_same_time() throws Throwable {
        WatchedDisk watched = new WatchedDisk(disk);
        RecordLog log = log(watched);
        append(log, "one");
        int[] inside = {0};
        Thread other = Thread.ofPlatform().daemon().unstarted(() -> {
            try {
                log.force();
            } catch (IOException | RuntimeException e) {
                // The first tells.
            }
        });
        boolean[] together = {false};
        watched.watch((act, _) -> {
            if (act == Act.FORCE && inside[0]++ == 0) {
                // The other one gets as far as it can.
                other.start();
                while (other.getState() == Thread.State.RUNNABLE) {
                    Thread.onSpinWait();
                }
                together[0] = other.getState() == Thread.State.TERMINATED;
            }
        });
        log.force();
        watched.watchNoMore();
        other.join();
        Fact.when("force(); before it is done, force() on another thread")
                .usually("one force at a time, and none while the active segment changes: the lock is there")
                .holds(!together[0], "the second waits for the first", "both were at it");
    }

    // WriteQueue.lead

    private final List<String> batches = new ArrayList<>();
    private @Nullable WriteQueue queue;

    /** Notes the keys of each batch; while the first is being done, {@code meanwhile} is. */
    private WriteQueue queue(Runnable meanwhile, WriteQueue.Work work) {
        queue = new WriteQueue(batch -> {
            StringBuilder keys = new StringBuilder();
            batch.forEach(
                    write -> keys.append(new String(write.key.toArray(), java.nio.charset.StandardCharsets.UTF_8)));
            batches.add(keys.toString());
            if (batches.size() == 1) {
                meanwhile.run();
            }
            work.write(batch);
        });
        return queue;
    }

    private void submit(String key) throws IOException {
        Objects.requireNonNull(queue).submit(new Write(Bytes.utf8(key), VALUE));
    }

    private static final String GATHER = "a writes; while its batch is being done, b, c and d come, in this order";

    @Test
    void those_who_wait_are_done_in_one_batch() throws Throwable {
        Writers others = new Writers();
        queue(() -> List.of("b", "c", "d").forEach(key -> others.begin(() -> submit(key))), _ -> {});
        submit("a");
        Fact.when(GATHER).holds(others.allEnd(), "all return", "some wait for ever: nobody has woken them");
        Fact.when(GATHER + "; batches")
                .usually("a force costs the same for one record as for a hundred; batch() has all who wait")
                .gives(List.of("a", "bcd"), batches);
    }

    @Test
    void a_failure_is_told_to_all_of_its_batch_and_to_nobody_else() throws Throwable {
        Writers others = new Writers();
        queue(() -> List.of("b", "c", "d").forEach(key -> others.begin(() -> submit(key))), batch -> {
            if (batch.size() > 1) {
                throw new IOException("no");
            }
        });
        submit("a");
        String did = GATHER + "; their batch fails";
        Fact.when(did).holds(others.allEnd(), "all return", "some wait for ever");
        List<String> told = new ArrayList<>();
        for (Throwable failure : others.failures()) {
            told.add(failure == null ? "done" : "failed");
        }
        Fact.when(did + "; what b, c and d are told")
                .usually("a writer was told that its write is done, and it is not")
                .gives(List.of("failed", "failed", "failed"), told);
    }

    @Test
    void after_a_failure_the_next_is_led() throws Throwable {
        Writers others = new Writers();
        queue(() -> others.begin(() -> submit("b")), batch -> {
            if (batches.size() == 1) {
                throw new IllegalStateException("not even an IOException");
            }
        });
        String did =
                "a writes; while its batch is being done, b comes; then the first batch fails with a RuntimeException";
        String told = "done";
        try {
            submit("a");
        } catch (IOException | RuntimeException e) {
            told = "failed";
        }
        Fact.when(did + "; a is told").gives("failed", told);
        Fact.when(did + "; b")
                .usually("the leader left without naming the next: whatever is thrown, those behind have to go on")
                .holds(others.allEnd(), "returns", "waits for ever");
        others.failures();
        Fact.when(did + "; batches").gives(List.of("a", "b"), batches);
    }

    @Test
    void after_an_Error_the_next_is_led() throws Throwable {
        Writers others = new Writers();
        queue(() -> others.begin(() -> submit("b")), _ -> {
            if (batches.size() == 1) {
                throw new OutOfMemoryError("simulated");
            }
        });
        String did = "a writes; while its batch is being done, b comes; then the first batch fails with an Error";
        String told = "done";
        try {
            submit("a");
        } catch (IOException | OutOfMemoryError e) {
            told = "failed";
        }
        Fact.when(did + "; a is told").gives("failed", told);
        Fact.when(did + "; b")
                .usually(
                        "the leader left without naming the next: catch everything that work.write throws, also an Error")
                .holds(others.allEnd(), "returns", "waits for ever");
        others.failures();
        Fact.when(did + "; batches").gives(List.of("a", "b"), batches);
    }

    @Test
    void one_writer_alone_does_not_wait_for_company() throws IOException {
        queue(() -> {}, _ -> {});
        submit("a");
        submit("b");
        Fact.when("a writes, then b, on one thread; batches").gives(List.of("a", "b"), batches);
    }
}
