package kvs.net;

import java.time.Duration;
import java.util.function.Consumer;

/**
 * The limits on what clients may cost a server of event loops, and on what a loop does in one turn.
 *
 * @param maxConnections connections at a time, on all loops together; further ones are rejected. Default 10,000
 * @param maxRejectedAtOnce rejected connections per loop that are told why and then closed with a lingering close; further ones are closed at
 *     once. Default 256
 * @param readBytes bytes that one connection may read in one turn. Default 64 KiB
 * @param maxRequestBytes bytes that may arrive and stay unconsumed: the last resort against a session that has no smaller limit of its own.
 *     Default 1 GiB
 * @param workBudget requests that one connection may have run in one turn. Default 1,000
 * @param highMarkBytes a connection with this much unsent output is not read from and runs no requests. Default 1 MiB
 * @param lowMarkBytes a connection held at the high mark goes on when its unsent output has shrunk to this. Default 256 KiB
 * @param maxOutputBytes a connection with more unsent output than this is closed. Has to exceed the largest single answer. Default 64 MiB
 * @param stallTime how long the client of a held connection may take none of its output before another piece of its input runs
 *     anyway: the client may be writing its whole pipeline before it reads. Default 50 ms
 * @param stuckTime how long a client may take none of its output before the connection is closed without sending it. Counts while
 *     the connection is above the high mark or is being closed. Default 60 seconds
 * @param requestTime how long a request may take to arrive, counted from its first byte. Default 30 seconds
 * @param idleTime how long a connection may stay open without a byte in either direction; zero: for ever. Default zero
 * @param lingerTime how long a lingering close waits for the client to close its side. Default 1 second
 * @param mailboxMessages messages that a loop's mailbox holds; rounded up to a power of two. Default 16,384
 * @param messagesPerTurn messages that a loop runs in one turn. Default 4,096
 * @param spinTime how long an idle loop polls for events before it sleeps. It costs the CPU of an idle
 *     server, and saves the time that waking up takes. Default zero: it sleeps at once
 */
public record NetLimits(
        int maxConnections,
        int maxRejectedAtOnce,
        int readBytes,
        int maxRequestBytes,
        int workBudget,
        int highMarkBytes,
        int lowMarkBytes,
        int maxOutputBytes,
        Duration stallTime,
        Duration stuckTime,
        Duration requestTime,
        Duration idleTime,
        Duration lingerTime,
        int mailboxMessages,
        int messagesPerTurn,
        Duration spinTime) {

    public static final NetLimits DEFAULT = new Draft().limits();

    public NetLimits {
        checkAtLeast(1, "maxConnections", maxConnections);
        checkAtLeast(0, "maxRejectedAtOnce", maxRejectedAtOnce);
        checkAtLeast(1, "readBytes", readBytes);
        checkAtLeast(1, "maxRequestBytes", maxRequestBytes);
        checkAtLeast(1, "workBudget", workBudget);
        checkAtLeast(1, "lowMarkBytes", lowMarkBytes);
        if (highMarkBytes <= lowMarkBytes) {
            throw new IllegalArgumentException("highMarkBytes must be more than lowMarkBytes, which is " + lowMarkBytes
                    + ", but is " + highMarkBytes);
        }
        checkAtLeast(highMarkBytes, "maxOutputBytes", maxOutputBytes);
        checkAtLeast(2, "mailboxMessages", mailboxMessages);
        checkAtLeast(1, "messagesPerTurn", messagesPerTurn);
        checkTime(1, "stallTime", stallTime);
        checkTime(1, "stuckTime", stuckTime);
        checkTime(1, "requestTime", requestTime);
        checkTime(0, "idleTime", idleTime);
        checkTime(0, "lingerTime", lingerTime);
        checkTime(0, "spinTime", spinTime);
    }

    private static void checkAtLeast(int least, String name, int value) {
        if (value < least) {
            throw new IllegalArgumentException(name + " must be at least " + least + ", but is " + value);
        }
    }

    private static void checkTime(long leastNanos, String name, Duration time) {
        if (time.compareTo(Duration.ofNanos(leastNanos)) < 0 || time.compareTo(Duration.ofDays(365)) > 0) {
            throw new IllegalArgumentException(name + " must be " + (leastNanos == 0 ? "0 or more" : "more than 0")
                    + " and at most 365 days, but is " + time);
        }
    }

    public NetLimits withMaxConnections(int value) {
        return with(draft -> draft.maxConnections = value);
    }

    public NetLimits withMaxRejectedAtOnce(int value) {
        return with(draft -> draft.maxRejectedAtOnce = value);
    }

    public NetLimits withReadBytes(int value) {
        return with(draft -> draft.readBytes = value);
    }

    public NetLimits withMaxRequestBytes(int value) {
        return with(draft -> draft.maxRequestBytes = value);
    }

    public NetLimits withWorkBudget(int value) {
        return with(draft -> draft.workBudget = value);
    }

    public NetLimits withHighMarkBytes(int value) {
        return with(draft -> draft.highMarkBytes = value);
    }

    public NetLimits withLowMarkBytes(int value) {
        return with(draft -> draft.lowMarkBytes = value);
    }

    public NetLimits withMaxOutputBytes(int value) {
        return with(draft -> draft.maxOutputBytes = value);
    }

    public NetLimits withStallTime(Duration time) {
        return with(draft -> draft.stallTime = time);
    }

    public NetLimits withStuckTime(Duration time) {
        return with(draft -> draft.stuckTime = time);
    }

    public NetLimits withRequestTime(Duration time) {
        return with(draft -> draft.requestTime = time);
    }

    public NetLimits withIdleTime(Duration time) {
        return with(draft -> draft.idleTime = time);
    }

    public NetLimits withLingerTime(Duration time) {
        return with(draft -> draft.lingerTime = time);
    }

    public NetLimits withMailboxMessages(int value) {
        return with(draft -> draft.mailboxMessages = value);
    }

    public NetLimits withMessagesPerTurn(int value) {
        return with(draft -> draft.messagesPerTurn = value);
    }

    public NetLimits withSpinTime(Duration time) {
        return with(draft -> draft.spinTime = time);
    }

    private NetLimits with(Consumer<Draft> change) {
        Draft draft = new Draft(this);
        change.accept(draft);
        return draft.limits();
    }

    /** Limits that are being put together; at first the defaults. */
    private static final class Draft {
        int maxConnections = 10_000;
        int maxRejectedAtOnce = 256;
        int readBytes = 64 << 10;
        int maxRequestBytes = 1 << 30;
        int workBudget = 1_000;
        int highMarkBytes = 1 << 20;
        int lowMarkBytes = 256 << 10;
        int maxOutputBytes = 64 << 20;
        Duration stallTime = Duration.ofMillis(50);
        Duration stuckTime = Duration.ofSeconds(60);
        Duration requestTime = Duration.ofSeconds(30);
        Duration idleTime = Duration.ZERO;
        Duration lingerTime = Duration.ofSeconds(1);
        int mailboxMessages = 16_384;
        int messagesPerTurn = 4_096;
        Duration spinTime = Duration.ZERO;

        Draft() {}

        Draft(NetLimits limits) {
            maxConnections = limits.maxConnections;
            maxRejectedAtOnce = limits.maxRejectedAtOnce;
            readBytes = limits.readBytes;
            maxRequestBytes = limits.maxRequestBytes;
            workBudget = limits.workBudget;
            highMarkBytes = limits.highMarkBytes;
            lowMarkBytes = limits.lowMarkBytes;
            maxOutputBytes = limits.maxOutputBytes;
            stallTime = limits.stallTime;
            stuckTime = limits.stuckTime;
            requestTime = limits.requestTime;
            idleTime = limits.idleTime;
            lingerTime = limits.lingerTime;
            mailboxMessages = limits.mailboxMessages;
            messagesPerTurn = limits.messagesPerTurn;
            spinTime = limits.spinTime;
        }

        NetLimits limits() {
            return new NetLimits(
                    maxConnections,
                    maxRejectedAtOnce,
                    readBytes,
                    maxRequestBytes,
                    workBudget,
                    highMarkBytes,
                    lowMarkBytes,
                    maxOutputBytes,
                    stallTime,
                    stuckTime,
                    requestTime,
                    idleTime,
                    lingerTime,
                    mailboxMessages,
                    messagesPerTurn,
                    spinTime);
        }
    }
}
