package kvs.workbook.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.opentest4j.AssertionFailedError;
import org.opentest4j.ValueWrapper;

/** Turns what a test threw into a {@link Failure} that can leave the worker. */
final class Failures {

    static final int TEXT_LIMIT_CHARS = 16 << 10;
    private static final int CAUSES = 8;

    private Failures() {}

    static Failure of(@Nullable Throwable thrown, String report) {
        if (thrown == null) {
            return new Failure(
                    "",
                    "failed without an exception",
                    Stack.NONE,
                    List.of(),
                    Optional.empty(),
                    Optional.empty(),
                    report);
        }
        List<Failure.Cause> causes = new ArrayList<>();
        Throwable cause = cause(thrown);
        // Bounded, because an exception may be its own cause at some distance.
        while (cause != null && causes.size() < CAUSES) {
            causes.add(new Failure.Cause(cause.getClass().getName(), message(cause), stack(cause)));
            cause = cause(cause);
        }
        Optional<String> expected = Optional.empty();
        Optional<String> actual = Optional.empty();
        if (thrown instanceof AssertionFailedError assertion) {
            expected = text(assertion.getExpected());
            actual = text(assertion.getActual());
        }
        return new Failure(
                thrown.getClass().getName(), message(thrown), stack(thrown), causes, expected, actual, bounded(report));
    }

    /** An OutOfMemoryError among a throwable's causes, or null. */
    static @Nullable OutOfMemoryError outOfMemory(@Nullable Throwable thrown) {
        Throwable at = thrown;
        for (int i = 0; at != null && i < CAUSES; i++) {
            if (at instanceof OutOfMemoryError found) {
                return found;
            }
            at = cause(at);
        }
        return null;
    }

    private static Optional<String> text(@Nullable ValueWrapper value) {
        return Optional.ofNullable(value).map(wrapper -> bounded(wrapper.getStringRepresentation()));
    }

    private static String message(Throwable thrown) {
        return bounded(guarded(
                () -> {
                    String message = thrown.getMessage();
                    return message == null ? "" : message;
                },
                "(its message could not be read)"));
    }

    private static Stack stack(Throwable thrown) {
        return guarded(() -> Stack.of(thrown.getStackTrace()), Stack.NONE);
    }

    private static @Nullable Throwable cause(Throwable thrown) {
        return guarded(() -> Optional.ofNullable(thrown.getCause()), Optional.<Throwable>empty())
                .orElse(null);
    }

    /** A learner's exception class may do anything in its getters. */
    private static <T> T guarded(Supplier<T> getter, T otherwise) {
        try {
            return getter.get();
        } catch (OutOfMemoryError e) {
            throw e;
        } catch (Throwable e) {
            return otherwise;
        }
    }

    static String bounded(@Nullable String text) {
        if (text == null) {
            return "null";
        }
        return wellFormed(
                text.length() <= TEXT_LIMIT_CHARS
                        ? text
                        : text.substring(0, TEXT_LIMIT_CHARS) + "… (" + (text.length() - TEXT_LIMIT_CHARS) + " more)");
    }

    /** With an escape for each half of a surrogate pair, as UTF-8 has no bytes for it. */
    private static String wellFormed(String text) {
        StringBuilder wellFormed = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            if (Character.getType(c) == Character.SURROGATE) {
                wellFormed.append("\\u%04x".formatted(c));
            } else {
                wellFormed.appendCodePoint(c);
            }
        });
        return wellFormed.toString();
    }
}
