package kvs.resp;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntConsumer;
import kvs.protocol.Bytes;
import kvs.shard.Database;
import kvs.shard.Slice;
import kvs.shard.Watch;
import org.jspecify.annotations.Nullable;

/**
 * What the server knows of one client: its name, protocol version, transaction, watched keys and subscriptions.
 *
 * <p>For the thread of the client's loop. Any thread may call the methods that say so: those that CLIENT LIST needs.
 *
 * <p>Before the connection is forgotten, the server lets go of what others hold for the client: the watches in the
 * shards of {@link #watchedKeys} and of {@link #takeAbandoned}, and, with {@link #closed}, its subscriptions.
 */
public final class Client {

    /**
     * What never changes.
     *
     * @param id above 0, and different from that of every other client since the start of the server
     * @param remote the client's address and port
     * @param local the address and port that it is connected to
     * @param isOnThisMachine whether it is connected over the loopback interface
     * @param connectedAt in milliseconds since the epoch
     */
    public record Identity(long id, String remote, String local, boolean isOnThisMachine, long connectedAt) {}

    /**
     * What a client may hold in the server's memory.
     *
     * @param maxQueuedCommands the number of commands between MULTI and EXEC
     * @param maxQueuedBytes the number of bytes in their words
     * @param maxWatchedKeys the number of keys that it watches
     * @param maxSubscriptions the number of channels and patterns that it has subscribed to
     */
    public record Limits(int maxQueuedCommands, long maxQueuedBytes, int maxWatchedKeys, int maxSubscriptions) {
        public static final Limits DEFAULT = new Limits(1_000_000, 256 << 20, 100_000, 100_000);
    }

    /** Keys that the client has watched and watches no more, although their shards may still know the watch. */
    public record Abandoned(Watch watch, Collection<Bytes> keys) {}

    private final Identity identity;
    private final Limits limits;
    private final ServerView server;
    private final Subscriber subscriber;

    private volatile String name = "";
    private volatile String libraryName = "";
    private volatile String libraryVersion = "";

    /** The version of the protocol: 2 or 3. */
    private volatile int version = 2;

    /** Null outside of a transaction. */
    private volatile @Nullable Transaction transaction;

    /** Null if the client watches no keys. */
    private volatile @Nullable Watch watch;

    /** What the client no longer watches, and the server has not yet taken. */
    private List<Abandoned> abandoned = List.of();

    private final Set<Bytes> watched = new LinkedHashSet<>();
    private final Set<Bytes> channels = new LinkedHashSet<>();
    private final Set<Bytes> patterns = new LinkedHashSet<>();

    // The sizes of the sets, for other threads.
    private volatile int channelCount;
    private volatile int patternCount;

    /** Whether a command may not simply run: a transaction collects it, or a subscriber may not send it. */
    private boolean restricted;

    private volatile boolean evictable = true;
    private volatile boolean touching = true;
    private boolean shouldClose;

    /** Gets each new version of the protocol; set by the server. */
    private IntConsumer versionListener = _ -> {};

    /** Ends the connection; set by the server. */
    private volatile Runnable killer = () -> {};

    // Written on the hot path, and read by other threads, which may see a value that is a moment old.
    private @Nullable CommandSpec lastCommand;
    private int lastSecond;

    public Client(Identity identity, Limits limits, ServerView server, Subscriber subscriber) {
        this.identity = identity;
        this.limits = limits;
        this.server = server;
        this.subscriber = subscriber;
        this.lastSecond = (int) (identity.connectedAt() / 1000);
    }

    /** Returns what never changes. Any thread may call it. */
    public Identity identity() {
        return identity;
    }

    /** Returns the id. Any thread may call it. */
    public long id() {
        return identity.id();
    }

    /** Returns the server that the client is connected to. */
    ServerView server() {
        return server;
    }

    /** Notes that bytes of the client have arrived at {@code millis}, in milliseconds since the epoch. */
    public void active(long millis) {
        lastSecond = (int) (millis / 1000);
    }

    /** Returns when bytes of the client last arrived, in seconds since the epoch. Any thread may call it. */
    public int lastActiveSecond() {
        return lastSecond;
    }

    /** Notes the command that the client has sent. */
    void used(CommandSpec command) {
        lastCommand = command;
    }

    /** Returns the last command of the client; null before the first one. Any thread may call it. */
    public @Nullable CommandSpec lastCommand() {
        return lastCommand;
    }

    /** Returns the name that the client has given itself; empty without one. Any thread may call it. */
    public String name() {
        return name;
    }

    void name(String newName) {
        name = newName;
    }

    /** Returns the name of the client's library, if it has told it; else empty. Any thread may call it. */
    public String libraryName() {
        return libraryName;
    }

    void libraryName(String newName) {
        libraryName = newName;
    }

    /** Returns the version of the client's library, if it has told it; else empty. Any thread may call it. */
    public String libraryVersion() {
        return libraryVersion;
    }

    void libraryVersion(String newVersion) {
        libraryVersion = newVersion;
    }

    /** Returns the version of RESP that the client speaks, 2 or 3. Any thread may call it. */
    public int version() {
        return version;
    }

    /** Sets what is told each new version at once, that is, before the answer of HELLO: the writer of answers. */
    public void onVersion(IntConsumer listener) {
        versionListener = listener;
    }

    /** Sets the version of RESP: 2 or 3. The answer to this very command is in the new version already. */
    void version(int newVersion) {
        version = newVersion;
        versionListener.accept(newVersion);
        restrict();
    }

    // Transactions.

    /** Returns whether MULTI has begun a transaction. Any thread may call it. */
    public boolean inTransaction() {
        return transaction != null;
    }

    /** Returns the transaction; null if there is none. */
    public @Nullable Transaction transaction() {
        return transaction;
    }

    /** Begins a transaction: MULTI. */
    void begin() {
        transaction = new Transaction(limits.maxQueuedCommands(), limits.maxQueuedBytes());
        restrict();
    }

    /** Ends the transaction, and forgets its commands. The watched keys stay. */
    void end() {
        transaction = null;
        restrict();
    }

    /** Ends the transaction, and forgets its commands and the watched keys: DISCARD. */
    public void discard(Database database) {
        end();
        unwatch(database);
    }

    /** Returns what breaks when a watched key changes; null if the client watches none. */
    public @Nullable Watch watch() {
        return watch;
    }

    /** Returns the keys that the client watches: their shards have to be held for EXEC, DISCARD, UNWATCH and RESET. */
    public Collection<Bytes> watchedKeys() {
        return Collections.unmodifiableSet(watched);
    }

    /** Watches {@code key}, if it does not yet; returns false if the limit is reached. */
    boolean watch(Slice key, Database database) {
        Bytes copy = key.copy();
        if (watched.contains(copy)) {
            return true;
        }
        if (watched.size() == limits.maxWatchedKeys()) {
            return false;
        }
        Watch current = watch;
        if (current == null) {
            current = new Watch();
            watch = current;
        }
        watched.add(copy);
        // Removes a key that has expired already: that is no change.
        database.of(key).get(key);
        database.of(key).watch(key, current);
        return true;
    }

    /** Watches no keys any more. */
    void unwatch(Database database) {
        Watch old = watch;
        if (old == null) {
            return;
        }
        for (Bytes key : watched) {
            Slice slice = Slice.of(key);
            database.of(slice).unwatch(slice, old);
        }
        watched.clear();
        watch = null;
    }

    /** Watches no keys any more, on a thread that may not use their shards: leaves the rest to the server. */
    void abandonWatch() {
        Watch old = watch;
        if (old == null) {
            return;
        }
        if (abandoned.isEmpty()) {
            abandoned = new ArrayList<>();
        }
        abandoned.add(new Abandoned(old, List.copyOf(watched)));
        watched.clear();
        watch = null;
    }

    /**
     * Returns the watches that the shards have to forget, each once. The server calls it after each turn of the client,
     * and when the connection is closed.
     */
    public List<Abandoned> takeAbandoned() {
        List<Abandoned> taken = abandoned;
        abandoned = List.of();
        return taken;
    }

    /** Returns whether a watched key has been changed. Any thread may call it. */
    boolean hasBrokenWatch() {
        Watch current = watch;
        return current != null && current.isBroken();
    }

    // Subscriptions.

    Subscriber subscriber() {
        return subscriber;
    }

    /** Returns the channels that the client has subscribed to. */
    Set<Bytes> channels() {
        return channels;
    }

    /** Returns the patterns that the client has subscribed to. */
    Set<Bytes> patterns() {
        return patterns;
    }

    /** Returns the number of channels that the client has subscribed to. Any thread may call it. */
    public int channelCount() {
        return channelCount;
    }

    /** Returns the number of patterns that the client has subscribed to. Any thread may call it. */
    public int patternCount() {
        return patternCount;
    }

    /** Returns the number of channels and patterns that the client has subscribed to. Any thread may call it. */
    public int subscriptions() {
        return channelCount + patternCount;
    }

    /** Returns whether the client is subscribed now to what {@code message} was sent for. */
    public boolean isSubscribedTo(PubSubMessage message) {
        Bytes pattern = message.pattern();
        return pattern == null ? channels.contains(message.channel()) : patterns.contains(pattern);
    }

    /** Returns whether the client may subscribe to one more channel or pattern. */
    boolean maySubscribe() {
        return channels.size() + patterns.size() < limits.maxSubscriptions();
    }

    /** Notes that a subscription is about to end. What was published until then reaches the client. */
    void unsubscribing() {
        if (inTransaction()) {
            subscriber.keep();
        }
    }

    /** Notes that {@link #channels} or {@link #patterns} have changed. */
    void subscribed() {
        channelCount = channels.size();
        patternCount = patterns.size();
        restrict();
    }

    /** Ends all subscriptions. */
    void unsubscribeAll() {
        server.pubSub().unsubscribeAll(subscriber, channels, patterns);
        channels.clear();
        patterns.clear();
        subscribed();
    }

    /** Returns whether the client may send commands about subscriptions only: a subscriber that speaks RESP2. */
    public boolean inSubscriberMode() {
        return version == 2 && subscriptions() > 0;
    }

    /** Returns whether {@link Dispatch} has to look at each command more closely. */
    boolean isRestricted() {
        return restricted;
    }

    private void restrict() {
        restricted = transaction != null || inSubscriberMode();
    }

    // The end.

    /** Closes the connection once the answer of this command is sent: QUIT. */
    void closeAfterReply() {
        shouldClose = true;
    }

    /** Returns whether the server reads no more commands, and closes the connection after the answers so far. */
    public boolean shouldClose() {
        return shouldClose;
    }

    /** Sets what ends the connection, for CLIENT KILL; any thread runs it. */
    public void onKill(Runnable newKiller) {
        killer = newKiller;
    }

    /** Ends the connection. Any thread may call it. */
    void kill() {
        killer.run();
    }

    /**
     * Ends all subscriptions and watches, since the connection is closed. The server lets the shards forget the watches:
     * {@link #takeAbandoned}.
     */
    public void closed() {
        abandonWatch();
        unsubscribeAll();
    }

    /** Returns whether the client is not protected by CLIENT NO-EVICT. Any thread may call it. */
    boolean isEvictable() {
        return evictable;
    }

    void evictable(boolean newEvictable) {
        evictable = newEvictable;
    }

    /** Returns whether the client's reads count as uses of the keys: CLIENT NO-TOUCH is off. Any thread may call it. */
    boolean isTouching() {
        return touching;
    }

    void touching(boolean newTouching) {
        touching = newTouching;
    }
}
