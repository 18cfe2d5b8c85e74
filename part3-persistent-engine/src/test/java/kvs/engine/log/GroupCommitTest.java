package kvs.engine.log;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.reflect.Field;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import kvs.engine.log.InterceptedDisk.Action;
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
import kvs.server.NotWritten;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Exercise 3.7: an acknowledged write is on disk, and many writers share the force that brings it there. */
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
        LogEngineOptions options = SmallEngines.options().withFsync(policy).withInterval(Duration.ofHours(1));
        return LogEngine.open(disk, SmallEngines.DIRECTORY, options);
    }

    /** Returns the value of a key after a crash, or that the engine does not open. */
    private String valueAfter(Crash crash, Fsync policy, Bytes key) throws IOException {
        try (LogEngine after = open(disk.crash(crash), policy)) {
            return String.valueOf(after.get(key));
        } catch (kvs.log.LogDamagedException e) {
            return "the engine does not open: its log is damaged";
        }
    }

    @Test
    void under_ALWAYS_a_write_survives_loss_of_power() throws IOException {
        LogEngine engine = open(Fsync.ALWAYS);
        for (Bytes key : List.of(A, B, C)) {
            engine.set(key, VALUE);
            Fact.when("set " + key + ", the power fails, open, get")
                    .usually("the write was acknowledged before it was forced")
                    .gives(VALUE.toString(), valueAfter(Crash.LOSES_ALL, Fsync.ALWAYS, key));
        }
    }

    @Test
    void under_NEVER_a_write_survives_a_kill() throws IOException {
        LogEngine engine = open(Fsync.NEVER);
        engine.set(A, VALUE);
        Fact.when("set a, get(a)").gives(VALUE, engine.get(A));
        Fact.when("set a, kill -9, open, get(a)")
                .usually(
                        "the record was only in the buffer of the process, which is gone: flush hands it to the operating system")
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
                        .usually("these policies promise that no write waits for the disk")
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
                .usually(
                        "the failure was swallowed, or the force was tried again, and the second force has nothing to write")
                .gives("IOException", thrown(() -> engine.set(B, VALUE)));
        Fact.when("set a, the next force fails, set b, get(b)").gives(null, engine.get(B));
        Fact.when("set a, the next force fails, set b, get(a)").gives(VALUE, engine.get(A));
    }

    @Test
    void after_a_failed_force_every_write_fails() throws IOException {
        LogEngine engine = open(Fsync.ALWAYS);
        engine.set(A, VALUE);
        disk.failForce(1);
        thrown(() -> engine.set(B, VALUE));
        String third = thrown(() -> engine.set(C, VALUE));
        Fact.when("set a, the next force fails, set b, set c")
                .usually("the next force succeeds, but the records before it that the first one lost are still lost")
                .gives("IOException", third);
        Fact.when("set a, the next force fails, set b, set c, the power fails, open, get(a)")
                .gives(VALUE.toString(), valueAfter(Crash.LOSES_ALL, Fsync.ALWAYS, A));
    }

    private interface Task {
        void run() throws IOException;
    }

    private static String thrown(Task task) throws IOException {
        try {
            task.run();
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
        return RecordLog.open(on, SmallEngines.DIRECTORY, LogOptions.defaults(), RecordVisitor.NONE);
    }

    private static LogPointer append(RecordLog log, String text) throws IOException {
        LogPointer at = log.append(Payload.of(Bytes.utf8(text).toArray()));
        log.flush();
        return at;
    }

    @Test
    void a_force_returns_what_is_durable() throws IOException {
        try (RecordLog log = log(disk)) {
            append(log, "one");
            append(log, "two");
            Fact.when("append record 1, append record 2, flush, durableSequence()")
                    .gives(1, log.durableSequence());
            Fact.when("append record 1, append record 2, flush, force()").gives(3, log.force());
            Fact.when("append record 1, append record 2, flush, force(), durableSequence()")
                    .usually("durableSequence() returns what the last force stored in durable")
                    .gives(3, log.durableSequence());
        }
    }

    @Test
    void a_force_covers_only_what_was_flushed_before_it() throws IOException {
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
                .usually("record 2 was flushed during the force, so it may or may not be on disk")
                .gives(2, log.force());
    }

    @Test
    void a_force_after_a_failed_one_fails() throws IOException {
        RecordLog log = log(disk);
        append(log, "lost");
        disk.failForce(1);
        Fact.when("append, flush, force() fails").gives("IOException", thrown(log::force));
        Fact.when("append, flush, force() fails, force() again")
                .usually(
                        "the operating system drops what it could not write, so a second force succeeds without writing it")
                .gives("IOException", thrown(log::force));
        Fact.when("append, flush, force() fails, append")
                .usually("after a failed force, the log accepts no more records")
                .gives("IOException", thrown(() -> append(log, "next")));
        Fact.when("append, flush, force() fails, durableSequence()").gives(1, log.durableSequence());
    }

    @Test
    void two_threads_do_not_force_at_the_same_time() throws Throwable {
        InterceptedDisk intercepted = new InterceptedDisk(disk);
        RecordLog log = log(intercepted);
        append(log, "one");
        Thread first = Thread.currentThread();
        Thread second = Thread.ofPlatform().daemon().unstarted(() -> {
            try {
                log.force();
            } catch (IOException | RuntimeException e) {
                // The first force reports it.
            }
        });
        boolean[] together = {false};
        intercepted.beforeEach((action, _) -> {
            if (action == Action.FORCE && Thread.currentThread() == first && second.getState() == Thread.State.NEW) {
                second.start();
                while (second.isAlive() && !waitsFor(first, second)) {
                    Thread.onSpinWait();
                }
                together[0] = !second.isAlive();
            }
        });
        log.force();
        intercepted.stopIntercepting();
        second.join();
        Fact.when("force(); before it is done, force() on another thread")
                .usually("one force at a time, and none while the active segment changes: that is what the lock is for")
                .holds(!together[0], "the second waits for the first", "the second is done before the first");
    }

    @Test
    void a_force_that_waits_fails_with_the_one_before_it() throws Throwable {
        InterceptedDisk intercepted = new InterceptedDisk(disk);
        RecordLog log = log(intercepted);
        append(log, "lost");
        Thread first = Thread.currentThread();
        String[] result = {"nothing"};
        Thread second = Thread.ofPlatform().daemon().unstarted(() -> {
            try {
                result[0] = "it returns " + log.force();
            } catch (IOException | RuntimeException e) {
                result[0] = e.getClass().getSimpleName();
            }
        });
        int[] forces = {0};
        intercepted.beforeEach((action, file) -> {
            if (action == Action.FORCE && forces[0]++ == 0) {
                second.start();
                while (second.isAlive() && !waitsFor(first, second)) {
                    Thread.onSpinWait();
                }
                throw new IOException("could not force " + file.getFileName() + ": simulated");
            }
        });
        String did = "append, flush, force(); during it, force() on another thread, which waits; then the first fails";
        Fact.when(did).gives("IOException", thrown(log::force));
        second.join();
        String usually = "the log was still whole when the second asked, and broken when its turn came:"
                + " call requireNotBroken() under the lock";
        Fact.when(did + "; the second").usually(usually).gives("LogBrokenException", result[0]);
        Fact.when(did + "; forces of the disk").usually(usually).gives(1, forces[0]);
    }

    /** Whether {@code waiting} waits for a lock that {@code owner} holds. */
    private static boolean waitsFor(Thread owner, Thread waiting) {
        ThreadInfo info = ManagementFactory.getThreadMXBean().getThreadInfo(waiting.threadId());
        return info != null && info.getLockOwnerId() == owner.threadId();
    }

    // WriteQueue.lead

    private final List<String> batches = new ArrayList<>();
    private @Nullable WriteQueue queue;

    /** Makes a queue that notes the keys of each batch, and runs {@code meanwhile} during the first batch. */
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

    private static final String GATHER = "a writes; during its batch, b, c and d arrive, in this order";

    @Test
    void waiting_writers_share_one_batch() throws Throwable {
        QueuedWriters others = new QueuedWriters();
        queue(() -> List.of("b", "c", "d").forEach(key -> others.start(() -> submit(key))), _ -> {});
        submit("a");
        Fact.when(GATHER).holds(others.allReturn(), "all return", "some wait for ever: no thread has woken them");
        Fact.when(GATHER + "; batches")
                .usually("a force costs the same for one record as for a hundred; batch() returns all waiting writes")
                .gives(List.of("a", "bcd"), batches);
    }

    @Test
    void a_failure_reaches_every_writer_of_its_batch() throws Throwable {
        QueuedWriters others = new QueuedWriters();
        queue(() -> List.of("b", "c", "d").forEach(key -> others.start(() -> submit(key))), batch -> {
            if (batch.size() > 1) {
                throw new IOException("no");
            }
        });
        submit("a");
        String did = GATHER + "; their batch fails";
        Fact.when(did).holds(others.allReturn(), "all return", "some wait for ever");
        List<String> results = new ArrayList<>();
        for (Throwable failure : others.failures()) {
            results.add(failure == null ? "done" : "failed");
        }
        Fact.when(did + "; the results of b, c and d")
                .usually("a write was reported as done, and it is not")
                .gives(List.of("failed", "failed", "failed"), results);
    }

    @Test
    void after_a_failure_the_next_batch_is_led() throws Throwable {
        QueuedWriters others = new QueuedWriters();
        queue(() -> others.start(() -> submit("b")), batch -> {
            if (batches.size() == 1) {
                throw new IllegalStateException("not even an IOException");
            }
        });
        String did = "a writes; during its batch, b arrives; then the first batch fails with a RuntimeException";
        String result = "done";
        try {
            submit("a");
        } catch (IOException | RuntimeException e) {
            result = "failed";
        }
        Fact.when(did + "; the result of a").gives("failed", result);
        Fact.when(did + "; b")
                .usually(
                        "the leader left without naming the next one: whatever is thrown, the waiting writers have to go on")
                .holds(others.allReturn(), "returns", "waits for ever");
        others.failures();
        Fact.when(did + "; batches").gives(List.of("a", "b"), batches);
    }

    @Test
    void wakes_the_next_leader_after_an_error() throws Throwable {
        QueuedWriters others = new QueuedWriters();
        queue(() -> others.start(() -> submit("b")), _ -> {
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
                .holds(others.allReturn(), "returns", "waits for ever");
        others.failures();
        Fact.when(did + "; batches").gives(List.of("a", "b"), batches);
    }

    /** A second thread owns a write and holds the lock of the queue between the end of the batch and finish. */
    @Test
    void a_write_is_finished_before_its_thread_is_woken() throws Throwable {
        Field field = WriteQueue.class.getDeclaredField("waiting");
        field.setAccessible(true);
        Thread leader = Thread.currentThread();
        AtomicReference<Write> write = new AtomicReference<>();
        AtomicReference<Object> lock = new AtomicReference<>();
        AtomicBoolean locked = new AtomicBoolean();
        AtomicBoolean returned = new AtomicBoolean();
        Thread owner = Thread.ofPlatform().daemon().start(() -> {
            write.set(new Write(A, VALUE));
            while (lock.get() == null && !returned.get()) {
                Thread.onSpinWait();
            }
            synchronized (Objects.requireNonNullElse(lock.get(), field)) {
                locked.set(true);
                while (!returned.get() && !waitsFor(Thread.currentThread(), leader)) {
                    Thread.onSpinWait();
                }
                // Uses up a wake that has come already.
                LockSupport.parkNanos(1);
            }
            while (!returned.get()) {
                Thread.onSpinWait();
            }
            LockSupport.park(field);
        });
        WriteQueue queue = queue(
                () -> {
                    lock.set(waiting(field));
                    while (!locked.get() && !Thread.holdsLock(lock.get())) {
                        Thread.onSpinWait();
                    }
                },
                _ -> {});
        while (write.get() == null) {
            Thread.onSpinWait();
        }
        try {
            queue.submit(write.get());
        } finally {
            returned.set(true);
        }
        boolean woken = QueuedWriters.allEnd(List.of(owner));
        LockSupport.unpark(owner);
        Fact.when("lead; its batch holds a write of another thread; finish has to wait for the lock of the queue")
                .usually(
                        "the thread was woken before finish: it finds its write unfinished and sleeps on; finish first")
                .holds(woken, "the other thread is woken after finish", "it is woken before finish, or never");
    }

    private Object waiting(Field field) {
        try {
            return field.get(Objects.requireNonNull(queue));
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void a_single_writer_never_waits() throws IOException {
        queue(() -> {}, _ -> {});
        submit("a");
        submit("b");
        Fact.when("a writes, then b, on one thread; batches").gives(List.of("a", "b"), batches);
    }
}
