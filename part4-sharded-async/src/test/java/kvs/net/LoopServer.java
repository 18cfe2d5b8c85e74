package kvs.net;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.BooleanSupplier;

/** Loops that speak {@link LineSession}'s protocol on a free port, and their clients. Time is the test's. */
final class LoopServer implements AutoCloseable {
    /** Ends a test that would otherwise wait for ever. No test that passes waits this long. */
    private static final int MAX_WAIT_MILLIS = 20_000;

    final ManualClock clock = new ManualClock();
    final NetStats stats = new NetStats();
    final LineSession.Sessions sessions = new LineSession.Sessions();
    final List<Throwable> broken = new CopyOnWriteArrayList<>();
    final List<EventLoop> loops = new ArrayList<>();
    final Acceptor acceptor;
    private final List<Client> clients = new ArrayList<>();

    LoopServer(NetLimits limits, int count, Acceptor.Mode mode) throws IOException {
        for (int i = 0; i < count; i++) {
            EventLoop loop = new EventLoop("test-loop-" + i, limits, clock, stats, broken::add);
            loop.start();
            loops.add(loop);
        }
        acceptor = Acceptor.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), mode, loops, sessions);
    }

    LoopServer(NetLimits limits) throws IOException {
        this(limits, 1, Acceptor.Mode.ONE_LISTENER);
    }

    EventLoop loop() {
        return loops.getFirst();
    }

    Client client() throws IOException {
        Client client = new Client(
                new Socket(acceptor.address().getAddress(), acceptor.address().getPort()));
        clients.add(client);
        return client;
    }

    /** A client that has had an answer: its connection is open on the other side, too. */
    Client greeted() throws IOException {
        Client client = client();
        client.send("hello\n").expect("hello\n");
        return client;
    }

    /** Moves the clock, and returns when each loop has run the timers that are due then. */
    void advance(Duration by) throws InterruptedException {
        clock.advance(by);
        for (EventLoop loop : loops) {
            settle(loop);
        }
    }

    /** Runs {@code task} on the loop's thread, and returns when it has run and the turn is over. */
    void onLoop(Runnable task) throws InterruptedException {
        run(loop(), task);
    }

    /** Returns when a turn is over that began after this call. */
    static void settle(EventLoop loop) throws InterruptedException {
        run(loop, () -> {});
    }

    /** Runs {@code task} in one turn, lets a whole one pass, and returns in the third. */
    private static void run(EventLoop loop, Runnable task) throws InterruptedException {
        CountDownLatch done = new CountDownLatch(1);
        Runnable message = () -> {
            loop.execute(() -> loop.execute(() -> loop.execute(done::countDown)));
            task.run();
        };
        while (!loop.offer(message)) {
            if (loop.hasEnded()) {
                throw new IllegalStateException("the loop has ended");
            }
            Thread.yield();
        }
        done.await();
    }

    /** Waits for what a loop does by itself, turn by turn. */
    void await(String what, BooleanSupplier condition) throws InterruptedException {
        long began = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - began > MAX_WAIT_MILLIS * 1_000_000L) {
                throw new AssertionError("waited in vain until " + what);
            }
            for (EventLoop loop : loops) {
                if (!loop.hasEnded()) {
                    settle(loop);
                }
            }
            Thread.yield();
        }
    }

    void stop(Duration grace) throws InterruptedException {
        acceptor.close();
        EventLoop.stopAll(loops, grace);
    }

    @Override
    public void close() throws IOException {
        for (Client client : clients) {
            client.socket.close();
        }
        try {
            stop(Duration.ZERO);
        } catch (InterruptedException e) {
            throw new InterruptedIOException(e.getMessage());
        }
        if (!broken.isEmpty()) {
            throw new AssertionError("a loop broke", broken.getFirst());
        }
    }

    /** A blocking client. */
    record Client(Socket socket) implements AutoCloseable {
        Client {
            try {
                socket.setSoTimeout(MAX_WAIT_MILLIS);
                socket.setTcpNoDelay(true);
            } catch (SocketException e) {
                throw new IllegalStateException(e);
            }
        }

        Client send(String text) throws IOException {
            socket.getOutputStream().write(text.getBytes(ISO_8859_1));
            return this;
        }

        /** Reads as many bytes as {@code text} has, and compares them. */
        void expect(String text) throws IOException {
            String got = new String(socket.getInputStream().readNBytes(text.length()), ISO_8859_1);
            if (!got.equals(text)) {
                throw new AssertionError("expected " + shown(text) + " but got " + shown(got));
            }
        }

        private static String shown(String text) {
            return text.length() <= 80
                    ? '"' + text + '"'
                    : text.length() + " bytes: \"" + text.substring(0, 80) + "…\"";
        }

        /** Reads until the server closes the connection, and returns what came. A reset counts as an end, too. */
        String rest() throws IOException {
            ByteArrayOutputStream rest = new ByteArrayOutputStream();
            byte[] piece = new byte[64 << 10];
            try {
                for (int n; (n = socket.getInputStream().read(piece)) >= 0; ) {
                    rest.write(piece, 0, n);
                }
            } catch (SocketException _) {
                rest.writeBytes("(reset)".getBytes(ISO_8859_1));
            }
            return rest.toString(ISO_8859_1);
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
