package kvs.workbook.check;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * The process that learners' code runs in: the main class of a JVM that may be killed at any time.
 *
 * <p>Three threads: {@code main} reads the pipe from the parent and ends the process when that closes, whatever else
 * is going on; {@code tests} runs one request after the other; a {@link Watchdog} looks on.
 */
public final class Worker {

    private final Wire wire;
    private final CapturedOutput output = new CapturedOutput(this::send);
    private final BlockingQueue<Optional<WorkRequest>> requests = new LinkedBlockingQueue<>();
    private final LastWord lastWord = new LastWord(this::send, () -> {
        Narrator now = this.narrator;
        return now == null ? Optional.empty() : now.current();
    });
    private volatile @Nullable Narrator narrator;
    /** Set before leaving in good order, which is no {@code System.exit} of the learner's. */
    private volatile boolean leaving;

    private Worker(Wire wire) {
        this.wire = wire;
    }

    /** Started by {@link WorkerProcess} alone: it talks frames on its standard streams. */
    public static void main(String[] arguments) {
        Worker worker =
                new Worker(new Wire(new FileInputStream(FileDescriptor.in), new FileOutputStream(FileDescriptor.out)));
        // Before anything of the learner's is loaded: the pipe is for frames alone.
        PrintStream console = new PrintStream(worker.output, false, StandardCharsets.UTF_8);
        System.setOut(console);
        System.setErr(console);
        System.setIn(InputStream.nullInputStream());
        // A jar that was built anew must be read anew.
        URLConnection.setDefaultUseCaches("jar", false);
        worker.work();
    }

    private void work() {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            if (!leaving) {
                lastWord.sayExiting();
            }
        }));
        Thread.setDefaultUncaughtExceptionHandler((thread, thrown) -> {
            OutOfMemoryError exhausted = Failures.outOfMemory(thrown);
            if (exhausted != null) {
                lastWord.outOfMemory(exhausted);
            }
            thrown.printStackTrace();
        });
        Thread tests = new Thread(this::runAll, "tests");
        tests.setDaemon(true);
        tests.start();
        try {
            while (true) {
                requests.add(RequestCodec.read(wire.receive()));
            }
        } catch (IOException e) {
            // The parent has gone, or speaks another language: there is no work left.
            Runtime.getRuntime().halt(0);
        }
    }

    private void runAll() {
        send(new Event.Ready());
        TestRun run = new TestRun();
        try {
            for (Optional<WorkRequest> next = requests.take(); next.isPresent(); next = requests.take()) {
                run(run, next.get());
            }
        } catch (InterruptedException e) {
            // A learner's code interrupted this thread and nothing took notice: the worker is spoilt.
            Runtime.getRuntime().halt(0);
        }
        leaving = true;
        System.exit(0);
    }

    private void run(TestRun run, WorkRequest request) {
        output.nextRun();
        Narrator current = new Narrator(this::send, lastWord);
        narrator = current;
        LeftThreads left = new LeftThreads();
        Optional<Failure> undiscovered;
        try (Watchdog _ = new Watchdog(
                current, lastWord, request.limits(), request.overlay().keySet(), Thread.currentThread())) {
            undiscovered = run.run(request, current, lastWord);
        }
        Thread.interrupted();
        narrator = null;
        send(new Event.Done(undiscovered, left.names()));
    }

    private void send(Event event) {
        try {
            wire.send(out -> EventCodec.write(out, event));
        } catch (IOException e) {
            Runtime.getRuntime().halt(0);
        }
    }
}
