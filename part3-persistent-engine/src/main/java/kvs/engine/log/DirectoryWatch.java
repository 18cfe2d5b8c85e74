package kvs.engine.log;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import kvs.log.RecordLog;

/**
 * Checks once in a second whether the data directory is still the one that was opened ({@link RecordLog#checkDirectory}).
 * Otherwise writes would go on into a directory that was renamed or removed, until the next new segment.
 */
final class DirectoryWatch {
    static final long INTERVAL_MILLIS = 1000;

    private final Runnable check;
    private final long intervalMillis;

    /** Is zero once the watch is closed. */
    private final CountDownLatch open = new CountDownLatch(1);

    private final Thread thread = Thread.ofPlatform().name("kvs-watch").daemon().unstarted(this::run);

    DirectoryWatch(Runnable check, long intervalMillis) {
        this.check = check;
        this.intervalMillis = intervalMillis;
    }

    void start() {
        thread.start();
    }

    private void run() {
        try {
            while (!open.await(intervalMillis, TimeUnit.MILLISECONDS)) {
                check.run();
            }
        } catch (InterruptedException _) {
            // The thread ends.
        }
    }

    void close() {
        open.countDown();
    }
}
