package kvs.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import kvs.io.RealDisk;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * A process of its own appends, acknowledges over a pipe, and is killed with no chance to say goodbye. With {@code
 * -Dkvs.kills=200} that is done 200 times.
 */
@Execution(ExecutionMode.CONCURRENT)
class LogKillTest {
    private static final int ROUNDS = 10;
    private static final LogOptions OPTIONS = LogOptions.defaults().withSegmentBytes(4096);

    @TempDir
    private Path directory;

    @Test
    void what_was_acknowledged_is_there_after_a_kill() throws Exception {
        Random random = new Random(7);
        List<Long> found = List.of();
        for (int round = 0; round < Integer.getInteger("kvs.kills", ROUNDS); round++) {
            long acknowledged = killedAfter(1 + random.nextInt(400));
            List<Long> before = found;
            found = numbers();
            assertThat(found).as("round %s", round).hasSizeGreaterThanOrEqualTo((int) acknowledged);
            assertThat(found.subList(0, before.size())).isEqualTo(before);
            for (int i = 0; i < found.size(); i++) {
                assertThat(found.get(i)).isEqualTo(i + 1);
            }
        }
    }

    /** Returns the number that was acknowledged last. */
    private long killedAfter(int lines) throws IOException, InterruptedException {
        Process child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Appender.class.getName(),
                        directory.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        long last = 0;
        try (BufferedReader acknowledgements = child.inputReader()) {
            for (int i = 0; i < lines; i++) {
                last = Long.parseLong(acknowledgements.readLine());
            }
            child.destroyForcibly().waitFor();
        }
        return last;
    }

    private List<Long> numbers() throws IOException {
        List<Long> numbers = new ArrayList<>();
        RecordVisitor visitor = (_, _, _, _, payload) -> numbers.add(Long.parseLong(Logs.text(payload)));
        RecordLog.open(new RealDisk(), directory, OPTIONS, visitor).close();
        return numbers;
    }

    /** The other process: prints each number when it is durable, until it is killed. */
    static final class Appender {
        private Appender() {}

        public static void main(String[] directory) throws IOException {
            Path path = Path.of(directory[0]);
            try (RecordLog log = RecordLog.open(new RealDisk(), path, OPTIONS, RecordVisitor.NONE)) {
                while (!System.out.checkError()) {
                    long number = log.nextSequence();
                    Logs.append(log, String.valueOf(number));
                    log.flush();
                    log.force();
                    System.out.println(number);
                }
            }
        }
    }
}
