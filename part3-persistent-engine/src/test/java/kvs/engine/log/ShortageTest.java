package kvs.engine.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import kvs.engine.log.InterceptedDisk.Action;
import kvs.io.Crash;
import kvs.io.SimDisk;
import kvs.log.LogPointer;
import kvs.log.Payload;
import kvs.log.RecordLog;
import kvs.log.RecordVisitor;
import kvs.protocol.Bytes;
import kvs.protocol.Fact;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The process runs out of file descriptors for a while. When they are back, everything goes on, and nothing is lost. */
class ShortageTest {
    /** What takes a descriptor. A directory is opened to force it; a file may be opened to cut it. */
    private static final Set<Action> TAKE_DESCRIPTORS =
            EnumSet.of(Action.CREATE, Action.OPEN, Action.FORCE_DIRECTORY, Action.TRUNCATE);

    private SimDisk disk = new SimDisk();
    private InterceptedDisk intercepted = new InterceptedDisk(disk);

    @BeforeEach
    void takeAnEmptyDisk() {
        disk = new SimDisk();
        intercepted = new InterceptedDisk(disk);
    }

    /** Lets the {@code nth} action that takes a descriptor fail, and all after it. */
    private void runOut(int nth) {
        int[] left = {nth};
        intercepted.beforeEach((action, file) -> {
            if (TAKE_DESCRIPTORS.contains(action) && --left[0] <= 0) {
                throw new IOException(file + ": Too many open files");
            }
        });
    }

    @Test
    void writes_and_compaction_go_on_when_descriptors_are_back() throws IOException {
        for (int nth = 1; nth < 40; nth++) {
            String did = "write and compact; from the " + nth + "th use of a descriptor on there are none for a while";
            takeAnEmptyDisk();
            goesOn(did, nth);
        }
    }

    private void goesOn(String did, int nth) throws IOException {
        SortedMap<Bytes, Bytes> values = new TreeMap<>();
        try (LogEngine engine = LogEngine.open(intercepted, SmallEngines.DIRECTORY, SmallEngines.options())) {
            write(engine, values, 30);
            runOut(nth);
            int failures = 0;
            for (int i = 0; i < 8; i++) {
                try {
                    write(engine, values, 12);
                } catch (IOException e) {
                    failures++;
                    assertThat(e).as(did).hasStackTraceContaining("Too many open files");
                }
                try {
                    engine.compact();
                } catch (IOException e) {
                    failures++;
                    assertThat(e).as(did).hasStackTraceContaining("Too many open files");
                }
                Fact.when(did + ", read").gives(RecordedEngine.entries(values), RecoveryCheck.entries(engine, did));
            }
            Fact.when(did + "; failures").holds(failures > 0, "some", failures);
            intercepted.stopIntercepting();
            write(engine, values, 40);
            engine.compact();
            Fact.when(did + ", then there are some, write, compact, read")
                    .gives(RecordedEngine.entries(values), RecoveryCheck.entries(engine, did));
            Fact.when("the same, lose the power, open")
                    .gives(RecordedEngine.entries(values), RecoveryCheck.entries(disk.crash(Crash.LOSES_ALL), did));
            Fact.when("the same; segments on disk that are not part of the log")
                    .gives(
                            (long) engine.stats().segments().size(),
                            disk.list(SmallEngines.DIRECTORY).stream()
                                    .filter(name -> name.endsWith(".log"))
                                    .count());
        }
        Fact.when("the same, close, open").gives(RecordedEngine.entries(values), RecoveryCheck.entries(disk, did));
    }

    /** Stops at the first write that fails. */
    private static void write(LogEngine engine, SortedMap<Bytes, Bytes> values, int times) throws IOException {
        for (int i = 0; i < times; i++) {
            Bytes key = Bytes.utf8("k" + i % 7);
            Bytes value = Bytes.utf8("value " + values.size() + " " + i);
            engine.set(key, value);
            values.put(key, value);
        }
    }

    /** The power fails during the shortage: what was acknowledged is there. */
    @Test
    void a_crash_during_the_shortage_loses_nothing() throws IOException {
        for (int nth = 1; nth < 30; nth++) {
            takeAnEmptyDisk();
            SortedMap<Bytes, Bytes> values = new TreeMap<>();
            LogEngine engine = LogEngine.open(intercepted, SmallEngines.DIRECTORY, SmallEngines.options());
            write(engine, values, 30);
            runOut(nth);
            Bytes last = Bytes.utf8("k0");
            try {
                for (int i = 0; i < 90; i++) {
                    last = Bytes.utf8("k" + i % 7);
                    engine.set(last, Bytes.utf8("v" + i));
                    values.put(last, Bytes.utf8("v" + i));
                }
            } catch (IOException e) {
                assertThat(e).hasStackTraceContaining("Too many open files");
            }
            for (Crash crash : List.of(Crash.LOSES_ALL, Crash.KEEPS_ALL, Crash.random(nth))) {
                String did = "no descriptors from the " + nth + "th on, a set fails, the power fails, open";
                try (LogEngine again = SmallEngines.open(disk.crash(crash))) {
                    for (Bytes key : values.keySet()) {
                        // The writer of the last key got an error; either value is right.
                        if (!key.equals(last)) {
                            Fact.when(did + ", get(" + key + ")").gives(values.get(key), again.get(key));
                        }
                    }
                }
            }
        }
    }

    /** As a node of a cluster uses a log: a failed change can be repeated. */
    @Test
    void a_log_is_cut_and_started_over_when_descriptors_are_back() throws IOException {
        for (int nth = 1; nth < 12; nth++) {
            takeAnEmptyDisk();
            List<LogPointer> pointers = new ArrayList<>();
            try (RecordLog log = RecordLog.open(
                    intercepted, SmallEngines.DIRECTORY, SmallEngines.options().log(), RecordVisitor.NONE)) {
                for (int i = 0; i < 40; i++) {
                    pointers.add(log.append(Payload.of(new byte[20])));
                }
                log.flush();
                log.force();
                runOut(nth);
                try {
                    log.truncateFrom(pointers.get(15));
                    log.append(Payload.of(new byte[20]));
                    log.flush();
                } catch (IOException e) {
                    assertThat(e).hasStackTraceContaining("Too many open files");
                }
                intercepted.stopIntercepting();
                if (log.nextSequence() > 17) {
                    log.truncateFrom(pointers.get(15));
                }
                if (log.nextSequence() == 16) {
                    log.append(Payload.of(new byte[20]));
                    log.flush();
                }
                log.force();
                assertThat(log.nextSequence()).as("%s", nth).isEqualTo(17);
                assertThat(sequences(disk.crash(Crash.LOSES_ALL))).as("%s", nth).hasSize(16);
                runOut(nth);
                try {
                    log.startOver(100);
                } catch (IOException e) {
                    assertThat(e).hasStackTraceContaining("Too many open files");
                }
                intercepted.stopIntercepting();
                log.startOver(100);
                log.append(Payload.of(new byte[20]));
                log.flush();
                log.force();
                assertThat(sequences(disk.crash(Crash.LOSES_ALL))).as("%s", nth).containsExactly(100L);
            }
        }
    }

    private static List<Long> sequences(SimDisk disk) throws IOException {
        List<Long> sequences = new ArrayList<>();
        RecordLog.open(
                        disk,
                        SmallEngines.DIRECTORY,
                        SmallEngines.options().log(),
                        (_, _, _, sequence, _) -> sequences.add(sequence))
                .close();
        return sequences;
    }
}
