package kvs.engine.log;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.LifecycleMethodExecutionExceptionHandler;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;

/**
 * Finds "not written yet" inside of another exception: the leader of the writers tells all of them of a failure, each in
 * an {@link java.io.IOException}. There is no sense in telling somebody who has not begun what such a failure usually
 * means.
 */
final class NotWritten implements TestExecutionExceptionHandler, LifecycleMethodExecutionExceptionHandler {

    @Override
    public void handleTestExecutionException(ExtensionContext context, Throwable failure) throws Throwable {
        throw found(failure);
    }

    @Override
    public void handleBeforeEachMethodExecutionException(ExtensionContext context, Throwable failure) throws Throwable {
        throw found(failure);
    }

    /** The one that says "not written yet" among {@code failure} and its causes; {@code failure} if none does. */
    static Throwable found(Throwable failure) {
        Throwable at = failure;
        for (int i = 0; at != null && i < 10; i++) {
            if (at instanceof UnsupportedOperationException
                    && String.valueOf(at.getMessage()).endsWith("not written yet")) {
                return at;
            }
            at = at.getCause();
        }
        return failure;
    }
}
