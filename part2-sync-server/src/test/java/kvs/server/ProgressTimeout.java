package kvs.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/**
 * A time-out that counts work, and not time alone: it expires after this process has started a number of threads, each
 * of which sends a byte over a socket, and a minimum time is over. A machine that is slow or busy is slow at that work
 * too, and so gets the time it needs. A wrong answer, which would keep a test waiting for ever, is given up soon.
 *
 * <p>After the first time-out of a run, which has failed a test, the following ones are shorter.
 */
final class ProgressTimeout {
    /** A condition that another thread is expected to fulfil. */
    interface Condition {
        boolean holds() throws Exception;
    }

    private static final int ROUNDS_AT_ONCE = 10;
    private static final Amount LONG = new Amount(1_000, 1_000_000_000L);
    private static final Amount SHORT = new Amount(200, 200_000_000L);

    private static volatile boolean expiredBefore;

    /** Both must have passed. */
    private record Amount(int rounds, long nanos) {}

    private final Amount amount = expiredBefore ? SHORT : LONG;
    private final long began = System.nanoTime();
    private int rounds;

    /** Waits until {@code condition} holds; returns false if the time-out expires first. */
    static boolean await(Condition condition) throws Exception {
        ProgressTimeout timeout = new ProgressTimeout();
        while (!condition.holds()) {
            if (!timeout.pause()) {
                return condition.holds();
            }
        }
        return true;
    }

    /** Waits a little; returns false if the time-out has expired. */
    boolean pause() throws IOException {
        NotWritten.rethrow();
        for (int i = 0; i < ROUNDS_AT_ONCE; i++) {
            Yardstick.round();
        }
        rounds += ROUNDS_AT_ONCE;
        if (rounds < amount.rounds || System.nanoTime() - began < amount.nanos) {
            return true;
        }
        expiredBefore = true;
        return false;
    }

    /** One unit of work: to start a thread and to send a byte over a socket, as every server does. */
    private record Yardstick(Socket here, Socket there) {
        private static final Yardstick ONE = make();

        private static Yardstick make() {
            try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                Socket here = new Socket(listener.getInetAddress(), listener.getLocalPort());
                Socket there = listener.accept();
                here.setTcpNoDelay(true);
                return new Yardstick(here, there);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** Does one unit of work. Tests run one after the other, so they do not share it. */
        static synchronized void round() throws IOException {
            Thread.ofPlatform().daemon().name("test-yardstick").start(() -> {
                try {
                    ONE.here.getOutputStream().write(1);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            if (ONE.there.getInputStream().read() < 0) {
                throw new IOException("the yardstick is broken");
            }
        }
    }
}
