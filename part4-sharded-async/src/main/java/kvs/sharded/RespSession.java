package kvs.sharded;

import java.nio.charset.StandardCharsets;
import java.util.function.LongSupplier;
import kvs.net.Session;
import kvs.protocol.ByteCursor;
import kvs.resp.Arguments;
import kvs.resp.Client;
import kvs.resp.CommandSpec;
import kvs.resp.CommandTable;
import kvs.resp.Dispatch;
import kvs.resp.Handler;
import kvs.resp.RespParser;
import kvs.resp.Routing;
import kvs.resp.Transaction;
import kvs.shard.Slice;
import org.jspecify.annotations.Nullable;

/**
 * A conversation in the Redis protocol: parses commands, lets {@link Dispatch} look at them, and runs them on the client or hands
 * them to the {@link Router}.
 */
final class RespSession implements Session {
    private static final Slice PUBLISH = Slice.of("PUBLISH".getBytes(StandardCharsets.US_ASCII));
    private static final Slice CLIENT = Slice.of("CLIENT".getBytes(StandardCharsets.US_ASCII));

    private final Client client;
    private final CommandTable table;
    private final RespParser parser;

    /** The next commands: the thread's, shared by its sessions. */
    private final Window window;

    private final Line line;
    private final Router router;
    private final Inbox inbox;
    private final LongSupplier clock;
    private final Runnable whenClosed;

    /** The command whose effect other clients see at once. */
    private final @Nullable CommandSpec publish;

    /** The command that shows and ends clients: it knows whether a watched key has changed. */
    private final @Nullable CommandSpec clients;

    /** Whether the conversation is over, and only replies are outstanding. */
    private boolean closing;

    RespSession(
            Client client,
            CommandTable table,
            RespParser parser,
            Window window,
            Line line,
            Router router,
            Inbox inbox,
            LongSupplier clock,
            Runnable whenClosed) {
        this.client = client;
        this.table = table;
        this.parser = parser;
        this.window = window;
        this.line = line;
        this.router = router;
        this.inbox = inbox;
        this.clock = clock;
        this.whenClosed = whenClosed;
        this.publish = table.find(PUBLISH);
        this.clients = table.find(CLIENT);
    }

    @Override
    public Next process(ByteCursor in) {
        Next begun = router.begin();
        if (begun != Next.READ) {
            return begun;
        }
        client.active(clock.getAsLong());
        Next next = closing ? Next.CLOSE : serve(in);
        closing = next == Next.CLOSE;
        if (router.end()) {
            return Next.WAIT;
        }
        inbox.movePostponed();
        return next;
    }

    private Next serve(ByteCursor in) {
        while (true) {
            Next end = parse(in);
            router.fetch(window);
            for (int i = 0; i < window.count(); i++) {
                if (!line.mayContinue() || router.isFull() || !serve(window.command(i), window.words(i))) {
                    // Back to this command, which is the first of the next turn.
                    in.position(window.mark(i));
                    parser.forget();
                    return Next.AGAIN;
                }
                if (client.shouldClose()) {
                    return Next.CLOSE;
                }
            }
            if (end == Next.CLOSE) {
                moveMessages();
                router.replies().error(parser.reason());
                router.replied();
            }
            if (end != Next.AGAIN) {
                return end;
            }
        }
    }

    /**
     * Parses the next commands into the window. Returns AGAIN if it is full; READ if more bytes have to arrive; or CLOSE if what
     * follows is malformed.
     */
    private Next parse(ByteCursor in) {
        window.clear();
        while (!window.isFull()) {
            int start = in.position();
            Arguments words = window.next();
            switch (parser.parse(in, words)) {
                case COMPLETE -> window.add(table.find(words.get(0)), start, 0);
                case INCOMPLETE -> {
                    return Next.READ;
                }
                case MALFORMED -> {
                    return Next.CLOSE;
                }
            }
        }
        return Next.AGAIN;
    }

    /** Runs a command; returns false if it has to wait for shards, and to be tried again. */
    private boolean serve(@Nullable CommandSpec command, Arguments words) {
        // A command that is not in the table is never admitted.
        if (!Dispatch.admits(command, words, client, router.replies()) || command == null) {
            router.replied();
            return true;
        }
        if (waitsForEarlier(command) && !router.isCaughtUp()) {
            return false;
        }
        if (mayUnsubscribe(command)) {
            moveMessages();
        }
        if (command.routing() != Routing.NONE) {
            if (!router.run(command, words)) {
                return false;
            }
            if (command.routing() == Routing.TRANSACTION && inbox.moveKeptTo(router.buffer())) {
                router.replied();
            }
            return true;
        }
        ((Handler.OnClient) command.handler()).run(words, client, router.replies());
        router.replied();
        return true;
    }

    /** What was published before the end of a subscription reaches the client. */
    private void moveMessages() {
        if (client.subscriptions() > 0) {
            inbox.moveTo(router.buffer());
            router.replied();
        }
    }

    /** Returns whether the effects of all earlier commands have to be seen before {@code command} runs. */
    private boolean waitsForEarlier(CommandSpec command) {
        if (command == publish || command == clients) {
            return true;
        }
        Transaction transaction = command.routing() == Routing.TRANSACTION ? client.transaction() : null;
        return transaction != null
                && transaction.commands().stream()
                        .anyMatch(queued -> queued.spec().routing() == Routing.NONE);
    }

    /** Returns whether {@code command} may be UNSUBSCRIBE, RESET, or an EXEC of one of them. */
    private static boolean mayUnsubscribe(CommandSpec command) {
        return switch (command.routing()) {
            case NONE, WATCHED, TRANSACTION -> true;
            case KEYS, CURSOR, ALL -> false;
        };
    }

    @Override
    public void closed() {
        client.closed();
        router.close();
        whenClosed.run();
    }
}
