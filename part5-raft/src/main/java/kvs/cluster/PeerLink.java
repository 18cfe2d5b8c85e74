package kvs.cluster;

import com.google.protobuf.InvalidProtocolBufferException;
import java.io.IOException;
import java.net.ConnectException;
import java.time.Duration;
import kvs.net.Connection;
import kvs.net.Session;
import kvs.protocol.ByteCursor;
import kvs.raft.Envelope;
import kvs.raft.kv.MessageCodec;
import kvs.raft.proto.PeerWelcomeProto;
import kvs.server.ErrorLine;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way to one peer: a connection that is opened anew whenever it is lost. What cannot be sent is dropped, as a network
 * would: Raft repeats what matters.
 *
 * <pre>
 *   DIALING ---- connected ----&gt; GREETING ---- welcome ----&gt; UP
 *      ^  '--- refused, or no answer ---.  |                   |
 *      |                                v  v closed, rejected  v
 *      '------- after a pause -------- DOWN &lt;------------------'
 *                                        '---- not a member, nor connected to here --&gt; CLOSED
 * </pre>
 */
final class PeerLink {
    private static final Logger LOG = LoggerFactory.getLogger(PeerLink.class);

    /** The pause before the first new attempt; it doubles with each that fails. */
    private static final long FIRST_PAUSE_MILLIS = 20;

    private static final long LONGEST_PAUSE_MILLIS = 1_000;

    /** A peer that is sent messages for so long, and is not heard, is taken for lost with its connection. */
    private static final long SILENCE_NANOS = 5_000_000_000L;

    private enum State {
        DOWN,
        DIALING,
        GREETING,
        UP,
        CLOSED
    }

    private final int peer;
    private final Peers peers;
    private NodeAddress address;
    private State state = State.DOWN;
    private @Nullable Connection connection;

    /** Whether the connection is opened anew when it is lost; otherwise only while the peer has one to here. */
    private boolean member;

    private long pauseMillis = FIRST_PAUSE_MILLIS;

    /** When the first message was sent since the peer was last heard; 0 if there was none. On the loop's clock. */
    private long unansweredNanos;

    /** Counts the attempts to open the connection. */
    private long attempt;

    /** What was logged last: the same failure is not logged again and again. */
    private String logged = "";

    PeerLink(int peer, NodeAddress address, Peers peers) {
        this.peer = peer;
        this.address = address;
        this.peers = peers;
    }

    int peer() {
        return peer;
    }

    NodeAddress address() {
        return address;
    }

    /** Uses another address from the next connection on, which the caller opens. */
    void address(NodeAddress changed) {
        if (!changed.equals(address)) {
            address = changed;
            Connection open = connection;
            if (open != null) {
                // Not lost: also a node that is no member, or not yet one, is dialed at its new address.
                connection = null;
                state = State.DOWN;
                open.close("node " + peer + " has another address");
            }
        }
    }

    /** Notes whether the peer is a member of the cluster. */
    void member(boolean is) {
        member = is;
        if (is) {
            dial();
        }
    }

    boolean isUp() {
        return state == State.UP;
    }

    /** Opens the connection, if there is none. */
    void dial() {
        if (state != State.DOWN) {
            return;
        }
        state = State.DIALING;
        long current = ++attempt;
        peers.dialer().dial(address.host(), address.peerPort(), this::opened, this::failed);
        peers.loop().schedule(peers.firstFrameTime(), () -> giveUp(current));
    }

    /** Ends an attempt without an outcome: the peer's machine may be gone, and does not even close the connection. */
    private void giveUp(long overdue) {
        if (overdue == attempt && (state == State.DIALING || state == State.GREETING)) {
            Connection open = connection;
            down("no welcome within " + peers.firstFrameTime());
            if (open != null) {
                open.close("no welcome in time");
            }
        }
    }

    private Session opened(Connection opened) {
        if (state != State.DIALING) {
            // The link was closed while it was dialing.
            opened.loop().execute(() -> opened.close("not needed"));
            return new Ended();
        }
        state = State.GREETING;
        connection = opened;
        Frames.write(opened.out(), peers.hello(peer));
        opened.flushSoon();
        return new Greeted(opened);
    }

    private void failed(IOException failure) {
        if (state != State.DIALING) {
            return;
        }
        down(ErrorLine.of(failure));
        if (isRefused(failure)) {
            peers.refused(peer);
        }
    }

    /**
     * Returns whether nothing listens where the peer should be. The type says so, in every language of the system: an attempt
     * that takes too long, or finds no way, fails with another ({@link java.net.SocketTimeoutException}, {@link
     * java.net.NoRouteToHostException}). The system's own time-out, which has the same type, is longer than the {@link
     * Dialer}'s.
     */
    static boolean isRefused(IOException failure) {
        return failure instanceof ConnectException;
    }

    private void down(String reason) {
        if (state == State.CLOSED) {
            return;
        }
        if (!reason.equals(logged)) {
            logged = reason;
            LOG.info("no connection to node {} at {}: {}", peer, address.forPeers(), reason);
        }
        connection = null;
        if (!member && !peers.isConnectedHere(peer)) {
            state = State.CLOSED;
            peers.ended(this);
            return;
        }
        state = State.DOWN;
        peers.loop().schedule(Duration.ofMillis(pauseMillis), this::dial);
        pauseMillis = Math.min(2 * pauseMillis, LONGEST_PAUSE_MILLIS);
    }

    /** Dials again at once: there is reason to believe that the peer is there, or gone. */
    void retryNow() {
        pauseMillis = FIRST_PAUSE_MILLIS;
        dial();
    }

    /** Sends a message. Returns whether it could be sent. */
    boolean send(Envelope envelope) {
        Connection open = connection;
        if (state != State.UP || open == null || open.pendingBytes() > peers.maxPeerBytes()) {
            return false;
        }
        long now = peers.loop().clock().nanos();
        if (unansweredNanos == 0) {
            unansweredNanos = now | 1;
        } else if (now - unansweredNanos > SILENCE_NANOS) {
            // A machine that lost its power closes nothing. TCP alone would notice after minutes.
            open.close("node " + peer + " is not heard");
            return false;
        }
        Frames.write(open.out(), MessageCodec.encode(envelope));
        open.flushSoon();
        return true;
    }

    /** A message of the peer has arrived. */
    void heard() {
        unansweredNanos = 0;
    }

    /** Ends the link for good. */
    void close() {
        Connection open = connection;
        state = State.CLOSED;
        connection = null;
        if (open != null) {
            open.close("the peer is no member any more, or the node is stopping");
        }
    }

    /** The session of a connection that came too late. */
    private static final class Ended implements Session {
        @Override
        public Next process(ByteCursor in) {
            return Next.CLOSE;
        }

        @Override
        public void closed() {}
    }

    /** The session of the connection: waits for the welcome; after it, nothing arrives. */
    private final class Greeted implements Session {
        private final Connection own;
        private boolean greeted;

        Greeted(Connection own) {
            this.own = own;
        }

        @Override
        public Next process(ByteCursor in) {
            try {
                byte[] frame = Frames.next(in, Peers.MAX_HELLO_BYTES);
                if (frame == null) {
                    return Next.READ;
                }
                if (greeted) {
                    LOG.warn("node {} answered on the wrong connection", peer);
                    return Next.CLOSE;
                }
                greeted = true;
                return welcomed(PeerWelcomeProto.parseFrom(frame));
            } catch (Frames.TooLongException | InvalidProtocolBufferException e) {
                LOG.warn("{} does not speak the protocol of peers: {}", address.forPeers(), e.getMessage());
                return Next.CLOSE;
            }
        }

        private Next welcomed(PeerWelcomeProto welcome) {
            String problem = peers.judge(peer, welcome, this::accepted);
            if (!problem.isEmpty()) {
                if (!problem.equals(logged)) {
                    logged = problem;
                    LOG.error("node {} at {} is not used: {}", peer, address.forPeers(), problem);
                }
                return Next.CLOSE;
            }
            return Next.READ;
        }

        private void accepted() {
            if (connection == own) {
                state = State.UP;
                unansweredNanos = 0;
                logged = "";
                pauseMillis = FIRST_PAUSE_MILLIS;
                LOG.info("connected to node {} at {}", peer, address.forPeers());
                peers.connected(peer);
            }
        }

        @Override
        public void closed() {
            if (connection == own) {
                boolean wasUp = state == State.UP;
                down(logged.isEmpty() ? "the connection was closed" : logged);
                if (wasUp) {
                    peers.disconnected(peer);
                }
            }
        }
    }
}
