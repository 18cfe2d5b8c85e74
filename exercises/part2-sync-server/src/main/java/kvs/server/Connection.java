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
 * A client's socket, from the moment it was accepted to its close.
 *
 * <pre>
 *   waiting for a thread --run--> talking --SHUTDOWN--> waiting for the server to stop --> answered
 *          |                        |                                                         |
 *        stop                 end, error, stop                                                |
 *          v                        v                                                         v
 *        closed                   closed                                                    closed
 * </pre>
 *
 * <p>{@link #run} is for one thread; all other methods are for any.
 */
final class Connection implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(Connection.class);
    private static final Command SHUTDOWN = new Command.Shutdown();

    /** What a message for which no request is there to be answered goes by. */
    private static final Command NO_COMMAND = new Command.Ping(Bytes.EMPTY);

    private final Socket socket;
    private final InetSocketAddress peer;
    private final Server server;
    private final ServerOptions options;
    private final KvEngine engine;
    private final Deadline deadline;

    /** Whether the connection has got its thread, or has been closed before it got one. */
    private final AtomicBoolean begun = new AtomicBoolean();

    private volatile boolean stopping;

    /** What the peer failed to do in time. */
    private volatile Deadline.Wait missed = Deadline.Wait.NOTHING;

    Connection(Socket socket, Server server, ServerOptions options, KvEngine engine) {
        this.socket = socket;
        this.peer = (InetSocketAddress) socket.getRemoteSocketAddress();
        this.server = server;
        this.options = options;
        this.engine = engine;
        this.deadline = new Deadline(options.limits(), System::nanoTime);
    }

    /** Talks to the peer until one of the two has had enough. Whatever goes wrong here ends nothing but this. */
    @Override
    public void run() {
        if (!begun.compareAndSet(false, true)) {
            return;
        }
        try {
            talk();
        } catch (IOException | UncheckedIOException e) {
            LOG.debug("connection from {}: {}", Address.show(peer), ErrorLine.of(e));
        } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
            LOG.error("connection from {}: it is closed, the server goes on", Address.show(peer), e);
        } finally {
            cut();
            server.ended(this);
        }
    }

    private void talk() throws IOException {
        socket.setTcpNoDelay(true);
        Dispatch dispatch = new Dispatch(engine, mayShutDown(peer, options));
        Conversation conversation =
                new Conversation(socket.getInputStream(), socket.getOutputStream(), options, dispatch, deadline);
        boolean more = true;
        while (more && !stopping) {
            more = conversation.step();
        }
        if (conversation.shutdownAsked()) {
            shutDown(conversation);
        } else if (missed == Deadline.Wait.REQUEST_TO_END) {
            conversation.say(
                    new Response.Error("the request was not complete after "
                            + options.limits().requestTime().toMillis() + " ms"),
                    NO_COMMAND);
        }
        LOG.debug("connection from {}: {} requests", Address.show(peer), conversation.requests());
        if (!conversation.endOfStream()) {
            Farewell.close(socket);
        }
    }

    /**
     * Stops the server, {@linkplain Server#stopFor waits} until that is done, and only then answers the SHUTDOWN that
     * asked for it: done, or an error that says what went wrong.
     *
     * @exercise 2.6
     */
    private void shutDown(Conversation conversation) throws IOException {
        throw new UnsupportedOperationException("exercise 2.6: not written yet");
    }

    /** Whoever reaches us by the loopback address has an account here. */
    static boolean mayShutDown(InetSocketAddress peer, ServerOptions options) {
        return options.shutdownFromAnywhere() || peer.getAddress().isLoopbackAddress();
    }

    /** Lets requests in hand be finished and answered, and begins no other. Wakes a read that waits. */
    void stop() {
        stopping = true;
        if (begun.compareAndSet(false, true)) {
            cut();
            server.ended(this);
        } else {
            shutInput();
        }
    }

    /** Ends what has taken too long. */
    void keepTime() {
        Deadline.Wait late = deadline.missed();
        switch (late) {
            case NOTHING -> {}
            case REQUEST_TO_BEGIN, REQUEST_TO_END -> {
                missed = late;
                shutInput();
            }
            case ANSWER_TO_BE_TAKEN -> cut();
        }
    }

    /** A read that waits sees the end of the stream; answers can still be sent. */
    private void shutInput() {
        try {
            socket.shutdownInput();
        } catch (IOException _) {
            // Closed, or never quite open: no read waits.
        }
    }

    /** Closes at once. A read or write that waits fails. */
    void cut() {
        try {
            socket.close();
        } catch (IOException e) {
            LOG.debug("connection from {}: closing: {}", Address.show(peer), ErrorLine.of(e));
        }
    }
}
