package kvs.server;

import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/**
 * A failure in one line that a person can read: what was being done, then why it failed, from cause to cause.
 *
 * <pre>
 *   IOException            could not bind 127.0.0.1:4000
 *     BindException        Address already in use
 *
 *   could not bind 127.0.0.1:4000: Address already in use
 * </pre>
 */
public final class ErrorLine {
    /** A chain of causes can be a ring. */
    private static final int MOST_CAUSES = 20;

    private ErrorLine() {}

    /**
     * The words of {@code failure} and of its causes, outermost first, separated by {@code ": "}. A cause that only
     * repeats what the line already says is left out.
     *
     * @exercise 2.4
     */
    public static String of(Throwable failure) {
        throw new UnsupportedOperationException("exercise 2.4: not written yet");
    }

    /** What one failure says, on one line, whatever a stranger has put into it; its kind, where it says nothing. */
    static String words(Throwable failure) {
        String said = failure instanceof FileSystemException file ? fileWords(file) : failure.getMessage();
        // Line ends and escape sequences may be in a peer's text: they must not reach a terminal.
        String line = said == null
                ? ""
                : said.replaceAll("\\s+", " ").replaceAll("\\p{Cntrl}", "?").strip();
        return line.isEmpty() ? failure.getClass().getSimpleName() : line;
    }

    /** The JDK's messages of this kind are often a path and nothing else. */
    private static String fileWords(FileSystemException failure) {
        String kind = switch (failure) {
            case NoSuchFileException _ -> "no such file";
            case AccessDeniedException _ -> "permission denied";
            case FileAlreadyExistsException _ -> "it exists already";
            case NotDirectoryException _ -> "not a directory";
            case DirectoryNotEmptyException _ -> "directory not empty";
            default -> failure.getReason() == null ? "file system error" : failure.getReason();
        };
        return failure.getFile() == null ? kind : failure.getFile() + ": " + kind;
    }
}
