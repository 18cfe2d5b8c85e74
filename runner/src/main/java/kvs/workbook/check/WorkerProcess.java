package kvs.workbook.check;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.StreamCorruptedException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A worker, seen from the parent. Starting it takes no time here: its JVM comes up while the caller compiles.
 *
 * <p>Belongs to one thread at a time. Two threads of its own read its pipes, so that it never waits to be heard.
 */
public final class WorkerProcess implements AutoCloseable {

    /** A worker keeps a little of every run, in JUnit's and jqwik's own caches; after this number of runs it is replaced. */
    private static final int RUNS = 50;

    private static final Duration EXIT_TIME = Duration.ofSeconds(5);
    private static final int STDERR_KEPT_BYTES = 4 << 10;

    /** What the reading thread hands over: an event, or the reason why there will be no more. */
    private sealed interface Arrival {
        record Told(Event event) implements Arrival {}

        record Ended() implements Arrival {}

        record Garbled() implements Arrival {}
    }

    private final Process process;
    private final Wire wire;
    private final BlockingQueue<Arrival> arrivals = new LinkedBlockingQueue<>();
    private volatile String complaint = "";
    private boolean ready;
    private boolean spoilt;
    private int runs;

    private WorkerProcess(Process process) {
        this.process = process;
        this.wire = new Wire(process.getInputStream(), process.getOutputStream());
        daemon("worker-events", this::readEvents);
        daemon("worker-stderr", this::readStderr);
    }

    /**
     * Starts a worker, and does not wait for it.
     *
     * @throws IOException when there is no such program as the command names
     */
    public static WorkerProcess start(JvmCommand command) throws IOException {
        return start(command, command.worker());
    }

    static WorkerProcess start(JvmCommand command, List<String> line) throws IOException {
        return new WorkerProcess(new ProcessBuilder(line)
                .directory(command.directory().toAbsolutePath().toFile())
                .start());
    }

    /** Whether it may be given another request. */
    public boolean usable() {
        return !spoilt && runs < RUNS && process.isAlive();
    }

    Process process() {
        return process;
    }

    /**
     * Runs one request to its end, whatever that is.
     *
     * @param listener told each event as it comes, on this thread
     * @throws IOException when the worker's JVM did not come up at all; the message holds its last words
     * @throws InterruptedException when interrupted; the worker is killed
     */
    public CheckResult run(WorkRequest request, Consumer<Event> listener) throws IOException, InterruptedException {
        runs++;
        RunRecord run = new RunRecord();
        try {
            wire.send(out -> RequestCodec.write(out, request));
        } catch (IOException e) {
            // It has gone already. What it said before is still to be read, and its end with it.
            spoilt = true;
        }
        try {
            return follow(run, request.limits().backstop(), listener);
        } catch (InterruptedException e) {
            close();
            throw e;
        } finally {
            if (spoilt) {
                close();
            }
        }
    }

    private CheckResult follow(RunRecord run, Duration backstop, Consumer<Event> listener)
            throws IOException, InterruptedException {
        while (true) {
            Arrival arrival = arrivals.poll(backstop.toNanos(), TimeUnit.NANOSECONDS);
            switch (arrival) {
                case null -> {
                    spoilt = true;
                    return run.died(new CauseOfDeath.Unresponsive(run.running(), backstop));
                }
                case Arrival.Garbled() -> {
                    spoilt = true;
                    return run.died(new CauseOfDeath.Unresponsive(run.running(), Duration.ZERO));
                }
                case Arrival.Ended() -> {
                    spoilt = true;
                    int code = exitCode();
                    if (!ready) {
                        throw new IOException("the worker's Java did not start (exit code " + code + "): " + complaint);
                    }
                    return run.died(run.causeAtEnd(code));
                }
                case Arrival.Told(Event.Ready()) -> ready = true;
                case Arrival.Told(Event event) -> {
                    run.add(event);
                    listener.accept(event);
                    if (event instanceof Event.Done done) {
                        spoilt |= !done.threadsLeft().isEmpty();
                        return run.result(done);
                    }
                }
            }
        }
    }

    private int exitCode() throws InterruptedException {
        if (!process.waitFor(EXIT_TIME.toNanos(), TimeUnit.NANOSECONDS)) {
            process.destroyForcibly();
        }
        return process.waitFor();
    }

    /** Lets it end as a program does, which is when a JVM in training writes down what it has learnt. */
    boolean finish(Duration limit) throws IOException, InterruptedException {
        wire.send(RequestCodec::writeGoodbye);
        return process.waitFor(limit.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Kills it. Does nothing when it has ended. */
    @Override
    public void close() {
        spoilt = true;
        process.destroyForcibly();
    }

    private void readEvents() {
        try {
            while (true) {
                arrivals.add(new Arrival.Told(EventCodec.read(wire.receive())));
            }
        } catch (EOFException e) {
            arrivals.add(new Arrival.Ended());
        } catch (StreamCorruptedException | RuntimeException e) {
            arrivals.add(new Arrival.Garbled());
        } catch (IOException e) {
            // The pipe was closed under the reader: the process is being killed.
            arrivals.add(new Arrival.Ended());
        }
    }

    private void readStderr() {
        try (InputStream stderr = process.getErrorStream()) {
            complaint = new String(stderr.readNBytes(STDERR_KEPT_BYTES), StandardCharsets.UTF_8).strip();
            stderr.transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            complaint = "";
        }
    }

    private static void daemon(String name, Runnable body) {
        Thread thread = new Thread(body, name);
        thread.setDaemon(true);
        thread.start();
    }
}
