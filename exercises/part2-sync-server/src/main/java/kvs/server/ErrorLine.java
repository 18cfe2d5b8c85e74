package kvs.server;

import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/**
 * A failure in one line that an operator can read: what was being done, then why it failed, from cause to cause.
 *
 * <pre>
 *   IOException            could not bind 127.0.0.1:4000
 *     BindException        Address already in use
 *
 *   could not bind 127.0.0.1:4000: Address already in use
 * </pre>
 */
public final class ErrorLine {
    /** Exceptions can be each other's cause, so a chain of causes may have no end. */
    private static final int MAX_CAUSES = 20;

    private ErrorLine() {}

    /**
     * Returns the words of {@code failure} and of its causes, outermost first, separated by {@code ": "}. Omits a cause
     * whose words are already a part of the line, from its start or a {@code ": "} to the next {@code ": "} or its end.
     *
     * @exercise 2.4
     */
    public static String of(Throwable failure) {
        throw new UnsupportedOperationException("exercise 2.4: not written yet");
    }

    /** Returns the message of one failure, on one line and without control characters; its class, if it has none. */
    static String words(Throwable failure) {
        String said = failure instanceof FileSystemException file ? fileWords(file) : failure.getMessage();
        // A message may quote a client's bytes: line ends and escape sequences must not reach a terminal.
        String line = said == null
                ? ""
                : said.replaceAll("\\s+", " ").replaceAll("\\p{Cntrl}", "?").strip();
        return line.isEmpty() ? failure.getClass().getSimpleName() : line;
    }

    /** The JDK's messages for these failures are often a path and nothing else. */
    private static String fileWords(FileSystemException failure) {
        String kind = switch (failure) {
            case NoSuchFileException _ -> "no such file";
            case AccessDeniedException _ -> "permission denied";
            case FileAlreadyExistsException _ -> "it already exists";
            case NotDirectoryException _ -> "not a directory";
            case DirectoryNotEmptyException _ -> "directory not empty";
            default -> failure.getReason() == null ? "file system error" : failure.getReason();
        };
        return failure.getFile() == null ? kind : failure.getFile() + ": " + kind;
    }
}
