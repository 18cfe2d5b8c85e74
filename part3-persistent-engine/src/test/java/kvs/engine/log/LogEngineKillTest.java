package kvs.engine.log;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Random;
import kvs.io.RealDisk;
import kvs.log.LogOptions;
import kvs.protocol.Bytes;
import kvs.protocol.Fact;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A separate process writes and compacts, acknowledges each write over a pipe, and is killed. Starting one takes a good part
 * of a second, so there are {@value #ROUNDS} rounds. For 200:
 *
 * <pre>
 *   mvn -pl part3-persistent-engine test -Dtest=LogEngineKillTest -Dkvs.kills=200
 * </pre>
 */
class LogEngineKillTest {
    private static final int ROUNDS = 8;
    private static final int KEYS = 50;

    private static final LogEngineOptions OPTIONS = LogEngineOptions.defaults()
            .withLog(LogOptions.defaults().withSegmentBytes(2_000).withBufferBytes(500))
            .withCompactBytes(4_000);

    @TempDir
    private Path directory;

    @Test
    void loses_no_acknowledged_write_after_a_kill() throws Exception {
        Random random = new Random(11);
        for (int round = 0; round < Integer.getInteger("kvs.kills", ROUNDS); round++) {
            int acknowledged = killedAfter(1 + random.nextInt(250));
            try (LogEngine engine = LogEngine.open(new RealDisk(), directory, OPTIONS)) {
                int next = next(engine);
                Fact.when("kill it in round " + round + " when it has acknowledged write " + acknowledged
                                + ", open; the next write")
                        .usually("a write was acknowledged before the operating system had it")
                        .holds(next > acknowledged, "after " + acknowledged, next);
                expectAllBefore(engine, next);
            }
        }
    }

    /** The key of a write: each key comes again, in another order each time. */
    private static Bytes key(int write) {
        return Bytes.utf8("key" + write * 7 % KEYS);
    }

    /** Every fifth write removes its key. */
    private static boolean removes(int write) {
        return write % 5 == 0;
    }

    private static void expectAllBefore(LogEngine engine, int next) throws IOException {
        for (int write = Math.max(1, next - KEYS); write < next; write++) {
            Fact.when("get(" + key(write) + "), written last as number " + write + " of " + (next - 1))
                    .usually("there is a hole: a later write is found, and this one is not")
                    .gives(removes(write) ? null : Bytes.utf8("value" + write), engine.get(key(write)));
        }
    }

    /** Returns the number of the next write: values hold the numbers of their writes, and removes leave none. */
    private static int next(LogEngine engine) throws IOException {
        int last = 0;
        for (var entry : engine.scan(Bytes.EMPTY, null, KEYS)) {
            last = Math.max(last, Integer.parseInt(entry.value().utf8().substring("value".length())));
        }
        // A remove that comes next was done if its key has no value.
        boolean removed = last > 0 && removes(last + 1) && engine.get(key(last + 1)) == null;
        return removed ? last + 2 : last + 1;
    }

    /** Returns the number that the killed process acknowledged last. */
    private int killedAfter(int lines) throws IOException, InterruptedException {
        Process child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Writer.class.getName(),
                        directory.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        int last = 0;
        try (BufferedReader acknowledgements = child.inputReader()) {
            for (int i = 0; i < lines; i++) {
                last = Integer.parseInt(acknowledgements.readLine());
            }
            child.destroyForcibly().waitFor();
        }
        return last;
    }

    /** The separate process: prints each number when its write is durable, until it is killed. */
    static final class Writer {
        private Writer() {}

        public static void main(String[] directory) throws IOException {
            try (LogEngine engine = LogEngine.open(new RealDisk(), Path.of(directory[0]), OPTIONS)) {
                for (int write = next(engine); !System.out.checkError(); write++) {
                    if (removes(write)) {
                        engine.remove(key(write));
                    } else {
                        engine.set(key(write), Bytes.utf8("value" + write));
                    }
                    System.out.println(write);
                }
            }
        }
    }
}
