package kvs.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/**
 * How long a test waits for what a right answer does at once. It is counted in work and not in time alone: as long as
 * this process can start so many threads, each of which sends a byte over a socket. A machine that is slow or busy is
 * slow at that, too, and so has as much patience as it needs; and a wrong answer, which would keep the test waiting
 * for ever, is given up on soon.
 *
 * <p>The first time is the longest. What is spent in vain has failed a test, and the others need not spend as much.
 */
final class Patience {
    /** A condition that some thread will bring about. */
    interface Condition {
        boolean holds() throws Exception;
    }

    private static final int ROUNDS_AT_ONCE = 10;
    private static final Amount LONG = new Amount(1_000, 1_000_000_000L);
    private static final Amount SHORT = new Amount(200, 200_000_000L);

    private static volatile boolean onceInVain;

    /** Both have to have gone by. */
    private record Amount(int rounds, long nanos) {}

    private final Amount amount = onceInVain ? SHORT : LONG;
    private final long began = System.nanoTime();
    private int rounds;

    /** Waits until {@code condition} holds; false, if in vain. */
    static boolean until(Condition condition) throws Exception {
        Patience patience = new Patience();
        while (!condition.holds()) {
            if (!patience.lasts()) {
                return condition.holds();
            }
        }
        return true;
    }

    /** Waits a little; false, if it has been long enough. */
    boolean lasts() throws IOException {
        Unwritten.rethrow();
        for (int i = 0; i < ROUNDS_AT_ONCE; i++) {
            Yardstick.round();
        }
        rounds += ROUNDS_AT_ONCE;
        if (rounds < amount.rounds || System.nanoTime() - began < amount.nanos) {
            return true;
        }
        onceInVain = true;
        return false;
    }

    /** What any server has to do in order to get on. */
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

        /** For one test at a time, as tests are run here. */
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
