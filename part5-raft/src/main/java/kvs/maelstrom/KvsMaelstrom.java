package kvs.maelstrom;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import kvs.cli.OutputException;
import kvs.cli.Program;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The program {@code kvs-maelstrom}: a node of the store for Maelstrom, over standard input and output. */
@Command(
        name = "kvs-maelstrom",
        description = {
            "A node of the replicated store for Maelstrom, the workbench on which Jepsen checks histories.",
            "It serves the workload lin-kv: messages on standard input and output, notes on standard error."
        },
        sortOptions = false,
        footer = {
            "",
            "Maelstrom starts it, once for each node:",
            "  ./maelstrom test -w lin-kv --bin …/bin/kvs-maelstrom --node-count 3 --time-limit 30",
            "",
            "Exit codes: 0 standard input has ended, 1 failure, 2 wrong usage."
        })
public final class KvsMaelstrom extends Program implements Callable<Integer> {
    /** A follower that hears nothing for 10 to 20 of them asks for votes; Maelstrom's clients wait for a second. */
    private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    /** Lines that wait for the loop; when it is full, the reader waits, and with it Maelstrom. */
    private static final int MAX_QUEUED_LINES = 10_000;

    private static final int MAX_LINES_PER_TURN = 1_000;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    CommandSpec spec;

    /** What the reader thread hands over. */
    private sealed interface Input {
        record Line(String text) implements Input {}

        record End() implements Input {}

        record Failure(IOException cause) implements Input {}
    }

    public static void main(String[] words) {
        start(new KvsMaelstrom(), words);
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        // A print statement in a Raft under test must not end up among the messages.
        OutputStream out = System.out;
        System.setOut(System.err);
        PrintWriter err = spec.commandLine().getErr();
        try {
            serve(System.in, out, err);
        } catch (OutputException e) {
            throw e;
        } catch (RuntimeException e) {
            // Maelstrom shows standard error when a node fails, and has no way to ask for --verbose.
            if (!isVerbose()) {
                e.printStackTrace(err);
            }
            throw e;
        }
        return 0;
    }

    /** Serves until {@code in} ends. */
    static void serve(InputStream in, OutputStream out, PrintWriter err) throws IOException, InterruptedException {
        BlockingQueue<Input> queue = new ArrayBlockingQueue<>(MAX_QUEUED_LINES);
        Thread reader = new Thread(() -> read(in, queue), "kvs-maelstrom-reader");
        reader.setDaemon(true);
        reader.start();
        Adapter adapter = new Adapter(new SplittableRandom(), note -> {
            err.println(note);
            err.flush();
        });
        Writer writer = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.US_ASCII));
        long nextTick = System.nanoTime() + TICK_NANOS;
        for (boolean ended = false; !ended; ) {
            List<String> lines = new ArrayList<>();
            ended = take(queue, lines, nextTick - System.nanoTime());
            long nanos = System.nanoTime();
            boolean ticks = nanos - nextTick >= 0;
            if (ticks) {
                // Ticks that a pause has swallowed stay lost: a slow clock is safe, a burst of ticks starts elections.
                nextTick = nanos + TICK_NANOS;
            }
            print(writer, adapter.turn(new Now(nanos, System.currentTimeMillis()), lines, ticks ? 1 : 0));
        }
    }

    private static void print(Writer writer, List<String> lines) throws IOException {
        try {
            for (String line : lines) {
                writer.write(line);
                writer.write('\n');
            }
            writer.flush();
        } catch (IOException e) {
            throw new IOException("could not write to standard output: " + e.getMessage(), e);
        }
    }

    private static void read(InputStream in, BlockingQueue<Input> queue) {
        try {
            try (BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
                for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                    queue.put(new Input.Line(line));
                }
                queue.put(new Input.End());
            } catch (IOException e) {
                queue.put(new Input.Failure(e));
            }
        } catch (InterruptedException _) {
            // Nothing interrupts this thread but the end of the program.
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Takes the lines that wait, or waits for the first one.
     *
     * @return whether there will be no more
     */
    private static boolean take(BlockingQueue<Input> queue, List<String> lines, long waitNanos)
            throws IOException, InterruptedException {
        @Nullable Input input = queue.poll(Math.max(0, waitNanos), TimeUnit.NANOSECONDS);
        while (input != null) {
            switch (input) {
                case Input.Line(String text) -> lines.add(text);
                case Input.End() -> {
                    return true;
                }
                case Input.Failure(IOException cause) ->
                    throw new IOException("could not read standard input: " + cause.getMessage(), cause);
            }
            input = lines.size() < MAX_LINES_PER_TURN ? queue.poll() : null;
        }
        return false;
    }
}
