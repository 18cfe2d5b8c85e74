package kvs.cluster.resp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import kvs.net.Acceptor;
import kvs.net.EventLoop;
import kvs.net.ManualClock;
import kvs.net.NetLimits;
import kvs.net.NetStats;
import kvs.protocol.Fact;

/** A loop that serves RESP from a {@link FakeStore} on a free port, and its clients. Time is the test's. */
final class RespNode implements AutoCloseable {
    /** Ends a test that would otherwise wait for ever. No test that passes waits this long. */
    private static final int MAX_WAIT_MILLIS = 20_000;

    final ManualClock clock = new ManualClock();
    final NetStats stats = new NetStats();
    final FakeStore store = new FakeStore();
    final EventLoop loop;
    private final Acceptor acceptor;
    private final List<Client> clients = new ArrayList<>();
    private boolean stopped;

    RespNode() throws IOException {
        this(RespOptions.DEFAULT, NetLimits.DEFAULT);
    }

    RespNode(RespOptions options, NetLimits limits) throws IOException {
        loop = new EventLoop("test-loop", limits, clock, stats, failure -> {
            throw new IllegalStateException(failure);
        });
        loop.start();
        acceptor = Acceptor.open(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                Acceptor.Mode.PORT_PER_LOOP,
                List.of(loop),
                new RespSessions(1, store, store, options, clock, () -> 41L << 12));
    }

    int port() {
        return acceptor.address().getPort();
    }

    Client client() throws IOException {
        Client client = new Client(new Socket(acceptor.address().getAddress(), port()));
        clients.add(client);
        return client;
    }

    /** Runs {@code task} on the loop's thread, and returns its result once the turn is over. */
    <T> T onLoop(Callable<T> task) throws InterruptedException {
        CompletableFuture<T> result = new CompletableFuture<>();
        Runnable message = () -> {
            try {
                T value = task.call();
                loop.execute(() -> loop.execute(() -> loop.execute(() -> result.complete(value))));
            } catch (Exception | AssertionError e) {
                result.completeExceptionally(e);
            }
        };
        if (!loop.offer(message)) {
            throw new IllegalStateException("the loop takes no messages");
        }
        try {
            return result.get();
        } catch (ExecutionException e) {
            throw new AssertionError(e.getCause());
        }
    }

    /** Runs {@code task} on the loop's thread. */
    void run(Runnable task) throws InterruptedException {
        onLoop(() -> {
            task.run();
            return true;
        });
    }

    /** Returns the number of elements of a list that belongs to the loop. */
    int count(List<?> list) throws InterruptedException {
        return onLoop(list::size);
    }

    /** Returns once the store has {@code count} open requests: a loop reads its sockets in its own time. */
    void awaitOpen(int count) throws InterruptedException {
        long began = System.nanoTime();
        while (count(store.open) < count) {
            if (System.nanoTime() - began > MAX_WAIT_MILLIS * 1_000_000L) {
                throw new AssertionError(
                        "waited in vain for " + count + " open requests; there are " + onLoop(() -> store.open));
            }
            Thread.yield();
        }
        Fact.when("wait for " + count + " open requests").gives(count, count(store.open));
    }

    /** Stops as a node does: what is in hand is finished. */
    void stop() throws InterruptedException {
        stop(Duration.ofSeconds(10));
    }

    private void stop(Duration grace) throws InterruptedException {
        stopped = true;
        acceptor.close();
        loop.stop(grace);
    }

    @Override
    public void close() throws IOException {
        for (Client client : clients) {
            client.socket.close();
        }
        try {
            if (!stopped) {
                stop(Duration.ZERO);
            }
        } catch (InterruptedException e) {
            throw new InterruptedIOException(e.getMessage());
        }
        if (stats.closedByFailure() + stats.failedTasks() > 0) {
            throw new AssertionError("a session or a task failed: see the log");
        }
    }

    /** A client that sends and expects bytes. */
    record Client(Socket socket) {
        Client {
            try {
                socket.setSoTimeout(MAX_WAIT_MILLIS);
                socket.setTcpNoDelay(true);
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }

        /** Sends lines in the form that people type, each with its end. */
        Client send(String... lines) throws IOException {
            return sendRaw(String.join("\r\n", lines) + "\r\n");
        }

        Client sendRaw(String text) throws IOException {
            socket.getOutputStream().write(text.getBytes(ISO_8859_1));
            return this;
        }

        /** Reads as many bytes as these lines have with their ends, and compares them. */
        Client expect(String... lines) throws IOException {
            String expected = String.join("\r\n", lines) + "\r\n";
            String got = new String(socket.getInputStream().readNBytes(expected.length()), ISO_8859_1);
            Fact.when("read replies").gives(expected, got);
            return this;
        }

        /** Reads until the server closes the connection. */
        String rest() throws IOException {
            return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
        }

        /** Reads one line. */
        String line() throws IOException {
            StringBuilder line = new StringBuilder();
            for (int next = socket.getInputStream().read();
                    next >= 0;
                    next = socket.getInputStream().read()) {
                if (next == '\n') {
                    return line.toString().strip();
                }
                line.append((char) next);
            }
            return line + "(end)";
        }
    }
}
