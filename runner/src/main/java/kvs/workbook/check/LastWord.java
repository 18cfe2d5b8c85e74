package kvs.workbook.check;

import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Says why this worker ends, once, and ends it.
 *
 * <p>With {@code halt}, not {@code exit}: hooks and threads of the learner's must not have a say in it.
 */
final class LastWord {

    /** Anything but 0, so that a worker that died is not taken for one that was told to go. */
    private static final int STATUS = 70;

    private final Consumer<Event> sink;
    private final Supplier<Optional<TestName>> current;
    private final AtomicBoolean said = new AtomicBoolean();
    /** Let go of when memory runs out, so that the report finds room. */
    @SuppressWarnings("UnusedVariable") // its weight is its use
    private byte @Nullable [] reserve = new byte[2 << 20];

    LastWord(Consumer<Event> sink, Supplier<Optional<TestName>> current) {
        this.sink = sink;
        this.current = current;
    }

    void outOfMemory(OutOfMemoryError error) {
        reserve = null;
        say(Event.Dying.Kind.OUT_OF_MEMORY, Stack.of(error.getStackTrace()), Duration.ZERO);
    }

    void say(Event.Dying.Kind kind, Stack stack, Duration after) {
        if (said.compareAndSet(false, true)) {
            try {
                sink.accept(new Event.Dying(kind, current.get(), stack, after));
            } finally {
                Runtime.getRuntime().halt(STATUS);
            }
        }
    }

    /**
     * Run as a shutdown hook. There is no other way left to see {@code System.exit}: the thread that called it
     * waits inside for the hooks, so it is on its stack. The code is the process's own exit code.
     */
    void sayExiting() {
        for (Map.Entry<Thread, StackTraceElement[]> thread :
                Thread.getAllStackTraces().entrySet()) {
            StackTraceElement[] frames = thread.getValue();
            boolean exits = Arrays.stream(frames)
                    .anyMatch(frame -> frame.getClassName().equals("java.lang.Runtime")
                            && frame.getMethodName().equals("exit"));
            if (exits && said.compareAndSet(false, true)) {
                sink.accept(new Event.Dying(Event.Dying.Kind.EXITING, current.get(), Stack.of(frames), Duration.ZERO));
                return;
            }
        }
    }

    /** The stack of the thread that is inside the learner's code, else that of {@code otherwise}. */
    static Stack learners(Set<String> overlay, Thread otherwise) {
        Stack own = Stack.of(otherwise.getStackTrace());
        if (own.passesThrough(overlay)) {
            return own;
        }
        return Thread.getAllStackTraces().values().stream()
                .map(Stack::of)
                .filter(stack -> stack.passesThrough(overlay))
                .findFirst()
                .orElse(own);
    }
}
