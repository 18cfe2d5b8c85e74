package kvs.sharded;

import io.netty.buffer.ByteBuf;
import kvs.net.Session;
import kvs.resp.Arguments;
import kvs.resp.Client;
import kvs.resp.CommandSpec;
import kvs.resp.Handler;
import kvs.resp.Replies;

/**
 * The way from a session to the keys, and the order of the replies. Each connection has one. The designs that this server
 * compares differ here, and only here.
 *
 * <p>For the thread of the connection.
 */
interface Router {

    /**
     * Begins a turn of the session: moves replies that have arrived to the output.
     *
     * @return READ if the session may run requests; WAIT or AGAIN if it has to stop with that
     */
    Session.Next begin();

    /**
     * Runs a command of the routing KEYS, CURSOR, ALL, WATCHED or TRANSACTION, or sends it on its way.
     *
     * @param words valid during the call
     * @return whether the command is done or under way; if not, the session stops, and tries the same command again in its next
     *     turn
     */
    boolean run(CommandSpec command, Arguments words);

    /** Returns the handler of a command of these routings, for {@code client}. */
    static Handler.OnKeys handler(CommandSpec command, Client client) {
        return switch (command.handler()) {
            case Handler.OnKeys onKeys -> onKeys;
            case Handler.OnBoth onBoth -> (words, keys, replies) -> onBoth.run(words, client, keys, replies);
            case Handler.OnClient _ -> throw new IllegalArgumentException(command.name() + " needs no shard");
        };
    }

    /** Fetches into the processor's caches what the commands of {@code window} will need, if this design can. */
    void fetch(Window window);

    /** Returns a writer for the reply of a command that needs no key. Call {@link #replied} after it. */
    Replies replies();

    /** Returns the buffer that {@link #replies} appends to. */
    ByteBuf buffer();

    /** Notes that a reply was written to {@link #replies}. */
    void replied();

    /** Returns whether replies of this turn have reached a size that the client should read first. */
    boolean isFull();

    /** Returns whether every reply so far is in the output: a published message may come next. */
    boolean isCaughtUp();

    /** Ends the session's turn: sends what is for other loops. Returns whether replies are outstanding. */
    boolean end();

    /** Notes that the connection is closed, and gives back what it holds. */
    void close();
}
