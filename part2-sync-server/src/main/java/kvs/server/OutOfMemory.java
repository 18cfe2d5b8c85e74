package kvs.server;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * The end of a process that has no memory left: one sentence on standard error, and an exit code of its own.
 *
 * <p>An {@link OutOfMemoryError} can come from any statement of any thread. After it, a thread may be missing, or a data
 * structure may be half changed, and the clients would wait for answers that never come. So the process ends at once,
 * like after a kill: nothing is closed or flushed, and the store keeps what it keeps after a crash.
 *
 * <p>Code that catches errors therefore lets this one pass, up to {@link #endProcessWhenUncaught}; a thread that cannot
 * calls {@link #endProcess}. One exception: where a single connection asks for a large buffer and nothing else has changed
 * yet, that client gets an error ({@link Conversation}).
 *
 * <p>What is needed to end is allocated in advance.
 */
public final class OutOfMemory {
    /** The exit code; the JVM's own, with {@code -XX:+ExitOnOutOfMemoryError}, is the same. */
    public static final int EXIT_CODE = 3;

    private static final byte[] SENTENCE = ("error: out of memory; the process ends with exit code " + EXIT_CODE
                    + ", and keeps what a kill keeps. Give it a larger heap, with JDK_JAVA_OPTIONS=-Xmx1g for example,"
                    + " or lower its limits\n")
            .getBytes(StandardCharsets.US_ASCII);

    private static final FileOutputStream STANDARD_ERROR = new FileOutputStream(FileDescriptor.err);

    private static final String NO_THREAD = "unable to create native thread";

    private OutOfMemory() {}

    /**
     * Ends the process when a thread ends with this error from now on. Does nothing if the process handles uncaught
     * exceptions already.
     */
    public static void endProcessWhenUncaught() {
        if (Thread.getDefaultUncaughtExceptionHandler() == null) {
            Thread.setDefaultUncaughtExceptionHandler(OutOfMemory::uncaught);
        }
    }

    private static void uncaught(Thread thread, Throwable failure) {
        if (isCauseOf(failure)) {
            endProcess();
        }
        // As the JVM does.
        System.err.print("Exception in thread \"" + thread.getName() + "\" ");
        failure.printStackTrace();
    }

    /** Returns whether {@code failure} has its cause in a lack of memory: a class that could not be initialized, for example. */
    public static boolean isCauseOf(Throwable failure) {
        int depth = 0;
        for (Throwable at = failure; at != null && depth < 20; at = at.getCause()) {
            if (at instanceof OutOfMemoryError) {
                return true;
            }
            depth++;
        }
        return false;
    }

    /** Returns whether it is threads that are missing, of which a limit of the system allows no more, and not memory. */
    static boolean isLackOfThreads(OutOfMemoryError failure) {
        String message = failure.getMessage();
        return message != null && message.startsWith(NO_THREAD);
    }

    /** Says why, and ends the process. */
    public static void endProcess() {
        try {
            STANDARD_ERROR.write(SENTENCE);
        } catch (IOException _) {
            // There is no standard error.
        } finally {
            Runtime.getRuntime().halt(EXIT_CODE);
        }
    }
}
