package kvs.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicBoolean;
import kvs.engine.KvEngine;
import kvs.protocol.Bytes;
import kvs.protocol.Command;
import kvs.protocol.Response;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A client's socket, from the moment it was accepted until it is closed.
 *
 * <pre>
 *   waiting for a thread --run--> active --SHUTDOWN--> waiting for the server to stop --> answered
 *          |                        |                                                        |
 *        stop                 end, error, stop                                               |
 *          v                        v                                                        v
 *        closed                   closed                                                   closed
 * </pre>
 *
 * <p>One thread calls {@link #run}; any thread may call the other methods.
 */
final class Connection implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(Connection.class);
    private static final Command SHUTDOWN = new Command.Shutdown();

    /** Stands for the request in a message that answers none: a codec writes a response for its command. */
    private static final Command NO_COMMAND = new Command.Ping(Bytes.EMPTY);

    private final Socket socket;
    private final InetSocketAddress peer;
    private final Server server;
    private final ServerOptions options;
    private final KvEngine engine;
    private final Deadline deadline;

    /** Whether the connection has its thread, or was closed before it got one. */
    private final AtomicBoolean begun = new AtomicBoolean();

    private volatile boolean stopping;

    /** What the client failed to do in time. */
    private volatile Deadline.Wait missed = Deadline.Wait.NOTHING;

    Connection(Socket socket, Server server, ServerOptions options, KvEngine engine) {
        this.socket = socket;
        this.peer = (InetSocketAddress) socket.getRemoteSocketAddress();
        this.server = server;
        this.options = options;
        this.engine = engine;
        this.deadline = new Deadline(options.limits(), System::nanoTime);
    }

    /**
     * Serves the client until it or the server ends the connection. A failure here ends this connection alone; only a
     * lack of memory passes through ({@link OutOfMemory}).
     */
    @Override
    public void run() {
        if (!begun.compareAndSet(false, true)) {
            return;
        }
        try {
            serve();
        } catch (IOException | UncheckedIOException e) {
            LOG.debug("connection from {}: {}", Address.show(peer), ErrorLine.of(e));
        } catch (RuntimeException | StackOverflowError e) {
            LOG.error(
                    "connection from {}: closed after an unexpected error; the server continues to run",
                    Address.show(peer),
                    e);
        } finally {
            abort();
            server.ended(this);
        }
    }

    private void serve() throws IOException {
        socket.setTcpNoDelay(true);
        CommandHandler handler = new CommandHandler(engine, mayShutDown(peer, options));
        Conversation conversation =
                new Conversation(socket.getInputStream(), socket.getOutputStream(), options, handler, deadline);
        boolean more = true;
        while (more && !stopping) {
            more = step(conversation);
        }
        if (conversation.shutdownRequested()) {
            shutDown(conversation);
        } else if (missed == Deadline.Wait.REQUEST_END) {
            conversation.reply(
                    new Response.Error("the request was not complete after "
                            + options.limits().requestTime().toMillis() + " ms"),
                    NO_COMMAND);
        }
        LOG.debug("connection from {}: {} requests", Address.show(peer), conversation.requests());
        if (!conversation.endOfStream()) {
            LingeringClose.close(socket);
        }
    }

    /** Runs a step; one for which there is no memory is the last. */
    private static boolean step(Conversation conversation) throws IOException {
        try {
            return conversation.step();
        } catch (OutOfMemoryError e) {
            conversation.withoutMemory(e);
            return false;
        }
    }

    /**
     * Stops the server, {@linkplain Server#stopFor waits} until it has stopped, and only then answers the client's
     * SHUTDOWN: with success, or with an error that says what failed.
     *
     * @exercise 2.6
     */
    private void shutDown(Conversation conversation) throws IOException {
        throw new UnsupportedOperationException("exercise 2.6: not written yet");
    }

    /** A client on the loopback address is a user of this machine. */
    static boolean mayShutDown(InetSocketAddress peer, ServerOptions options) {
        return options.shutdownFromAnywhere() || peer.getAddress().isLoopbackAddress();
    }

    /** Lets requests in progress finish and be answered, and starts no other. Wakes a read that waits. */
    void stop() {
        stopping = true;
        if (begun.compareAndSet(false, true)) {
            abort();
            server.ended(this);
        } else {
            shutInput();
        }
    }

    /** Ends the connection if its client has missed a deadline. */
    void enforceDeadline() {
        Deadline.Wait late = deadline.missed();
        switch (late) {
            case NOTHING -> {}
            case REQUEST_START, REQUEST_END -> {
                missed = late;
                shutInput();
            }
            case ANSWER_READ -> abort();
        }
    }

    /** Makes a waiting read see the end of the stream; answers can still be sent. */
    private void shutInput() {
        try {
            socket.shutdownInput();
        } catch (IOException _) {
            // The socket is closed, or was never fully open: no read waits.
        }
    }

    /** Closes the socket at once. A read or write that waits fails. */
    void abort() {
        try {
            socket.close();
        } catch (IOException e) {
            LOG.debug("connection from {}: could not close it: {}", Address.show(peer), ErrorLine.of(e));
        }
    }
}
