package kvs.workbook.check;

import java.io.IOException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One worker, warm, for the next check. A worker that misbehaved is replaced at once, so that the learner's next
 * try does not wait for a JVM.
 *
 * <p>Belongs to one thread at a time.
 */
public final class SpareWorker implements AutoCloseable {

    private final JvmCommand command;
    private @Nullable WorkerProcess spare;

    public SpareWorker(JvmCommand command) {
        this.command = command;
    }

    /** Has a worker come up while the caller does something else. Does nothing when there is one. */
    public void prepare() throws IOException {
        usable();
    }

    /** Runs one request as {@link WorkerProcess#run} does, in the worker that waits or a new one. */
    public CheckResult run(WorkRequest request, Consumer<Event> listener) throws IOException, InterruptedException {
        return usable().run(request, listener);
    }

    private WorkerProcess usable() throws IOException {
        WorkerProcess current = spare;
        if (current == null || !current.usable()) {
            close();
            current = WorkerProcess.start(command);
            spare = current;
        }
        return current;
    }

    @Override
    public void close() {
        WorkerProcess current = spare;
        spare = null;
        if (current != null) {
            current.close();
        }
    }
}
