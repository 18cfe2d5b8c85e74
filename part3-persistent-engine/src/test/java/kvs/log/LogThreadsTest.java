package kvs.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import kvs.io.RealDisk;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One thread appends, others force, read and compact, on the disk of this machine. */
class LogThreadsTest {
    private static final int RECORDS = 20_000;
    private static final LogOptions OPTIONS = LogOptions.defaults().withSegmentBytes(64 << 10);

    @TempDir
    private Path directory;

    @Test
    void one_appends_while_others_force_and_read() throws Exception {
        AtomicReference<LogPointer> newest = new AtomicReference<>();
        AtomicBoolean done = new AtomicBoolean();
        try (RecordLog log = RecordLog.open(new RealDisk(), directory, OPTIONS, RecordVisitor.NONE)) {
            List<FutureTask<Void>> others = List.of(
                    start(() -> {
                        long last = 0;
                        while (!done.get()) {
                            long durable = log.force();
                            assertThat(durable).isGreaterThanOrEqualTo(last);
                            last = durable;
                        }
                    }),
                    start(() -> {
                        while (!done.get()) {
                            LogPointer at = newest.get();
                            if (at != null) {
                                assertThat(log.read(at).getLong()).isPositive();
                            }
                        }
                    }));
            for (long i = 1; i <= RECORDS; i++) {
                LogPointer at = log.append(number(i));
                if (i % 7 == 0) {
                    log.flush();
                    newest.set(at);
                }
            }
            done.set(true);
            for (FutureTask<Void> other : others) {
                other.get();
            }
        }
        assertThat(numbers()).hasSize(RECORDS).isSorted();
    }

    @Test
    void one_appends_while_another_compacts() throws Exception {
        BlockingQueue<Integer> full = new ArrayBlockingQueue<>(1000);
        try (RecordLog log = RecordLog.open(new RealDisk(), directory, OPTIONS, RecordVisitor.NONE)) {
            FutureTask<Void> compactor = start(() -> {
                for (int id = full.take(); id > 0; id = full.take()) {
                    leaveOutTheOdd(log, id);
                }
            });
            int segment = 1;
            for (long i = 1; i <= RECORDS; i++) {
                LogPointer at = log.append(number(i));
                if (at.segment() != segment) {
                    full.put(segment);
                    segment = at.segment();
                }
            }
            full.put(0);
            compactor.get();
        }
        List<Long> left = numbers();
        assertThat(left).isSorted().hasSizeBetween(RECORDS / 2, RECORDS - 1);
        assertThat(left.stream().filter(number -> number % 2 == 0)).hasSize(RECORDS / 2);
    }

    private static void leaveOutTheOdd(RecordLog log, int id) throws IOException {
        long first = log.segments().stream()
                .filter(segment -> segment.id() == id)
                .findFirst()
                .orElseThrow()
                .firstSequence();
        CompactionOutput output = log.newCompactionOutput(first);
        log.scan(id, (_, _, _, sequence, payload) -> {
            long number = payload.getLong();
            if (number % 2 == 0) {
                output.append(sequence, number(number));
            }
        });
        log.replace(List.of(id), List.of(output));
        log.delete(List.of(id));
    }

    private List<Long> numbers() throws IOException {
        List<Long> numbers = new ArrayList<>();
        RecordVisitor visitor = (_, _, _, _, payload) -> numbers.add(payload.getLong());
        RecordLog.open(new RealDisk(), directory, OPTIONS, visitor).close();
        return numbers;
    }

    private static Payload number(long number) {
        return Payload.of(ByteBuffer.allocate(8).putLong(number).array());
    }

    private interface Work {
        void run() throws Exception;
    }

    private static FutureTask<Void> start(Work work) {
        FutureTask<Void> task = new FutureTask<>(() -> {
            work.run();
            return null;
        });
        Thread.ofPlatform().start(task);
        return task;
    }
}
