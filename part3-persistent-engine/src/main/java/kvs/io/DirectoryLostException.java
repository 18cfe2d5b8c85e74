package kvs.io;

import java.io.IOException;

/** The path of a data directory no longer leads to the directory that was locked there ({@link DirectoryLock}). */
public final class DirectoryLostException extends IOException {
    private static final long serialVersionUID = 1;

    DirectoryLostException(String message) {
        super(message);
    }
}
