package kvs.cluster;

import com.google.protobuf.InvalidProtocolBufferException;
import kvs.net.Connection;
import kvs.net.Session;
import kvs.net.Timer;
import kvs.protocol.ByteCursor;
import kvs.raft.Envelope;
import kvs.raft.kv.MalformedMessageException;
import kvs.raft.kv.MessageCodec;
import kvs.raft.proto.PeerHelloProto;
import kvs.raft.proto.PeerWelcomeProto;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection that a peer has opened: it says who it is, is welcomed, and sends messages.
 *
 * <pre>
 *   peer   hello                  message  message  message …
 *   here            welcome
 * </pre>
 */
final class PeerSession implements Session {
    private static final Logger LOG = LoggerFactory.getLogger(PeerSession.class);

    private final Connection connection;
    private final Peers peers;
    private final @Nullable Timer firstFrame;
    private final boolean admitted;
    private boolean closed;

    /** The peer's id, once it has said who it is; 0 before. */
    private int peer;

    private boolean rejected;

    /** Whether its hello is being judged: that may take a write to disk. */
    private boolean judging;

    PeerSession(Connection connection, Peers peers) {
        this.connection = connection;
        this.peers = peers;
        String problem = peers.admission().enter();
        this.admitted = problem == null;
        if (admitted) {
            firstFrame = connection
                    .loop()
                    .schedule(
                            peers.firstFrameTime(),
                            () -> connection.close("no complete hello within " + peers.firstFrameTime()));
        } else {
            firstFrame = null;
            connection.loop().execute(() -> connection.close(String.valueOf(problem)));
        }
    }

    @Override
    public Next process(ByteCursor in) {
        if (!admitted) {
            return Next.CLOSE;
        }
        try {
            while (connection.mayContinue()) {
                if (judging) {
                    return Next.WAIT;
                }
                if (rejected) {
                    return Next.CLOSE;
                }
                byte[] frame = Frames.next(in, peer == 0 ? Peers.MAX_HELLO_BYTES : peers.maxFrameBytes());
                if (frame == null) {
                    return Next.READ;
                }
                if (peer == 0) {
                    hello(frame);
                } else {
                    message(frame);
                }
            }
            return Next.AGAIN;
        } catch (Frames.TooLongException | MalformedMessageException | InvalidProtocolBufferException e) {
            peers.count(Peers.Count.MALFORMED);
            LOG.warn("{}: closed: not a peer, or a damaged message: {}", connection.remote(), e.getMessage());
            return Next.CLOSE;
        }
    }

    private void hello(byte[] frame) throws InvalidProtocolBufferException {
        PeerHelloProto hello = PeerHelloProto.parseFrom(frame);
        if (firstFrame != null) {
            firstFrame.cancel();
        }
        judging = true;
        peers.judge(hello, rejection -> {
            judging = false;
            if (!closed) {
                welcome(hello, rejection);
            }
        });
    }

    private void welcome(PeerHelloProto hello, @Nullable Rejection rejection) {
        PeerWelcomeProto.Builder welcome = peers.welcome();
        if (rejection == null) {
            peer = hello.getFrom();
            peers.arrived(peer);
            peers.admission().identified();
        } else {
            welcome.setRejected(rejection.reason()).setExpelled(rejection.expelled());
            peers.rejected(connection.remote(), rejection.reason());
            rejected = true;
            connection.loop().execute(connection::closeAfterOutput);
        }
        Frames.write(connection.out(), welcome.build());
        connection.flushSoon();
        connection.resume();
    }

    private void message(byte[] frame) throws MalformedMessageException {
        Envelope envelope = MessageCodec.decode(frame);
        if (envelope.from() != peer) {
            throw new MalformedMessageException("from", "node " + peer + " sent a message as node " + envelope.from());
        }
        peers.received(envelope);
    }

    @Override
    public boolean isInsideRequest(int leftBytes) {
        // Also the time between two messages, as long as the first is incomplete.
        return leftBytes > 0;
    }

    @Override
    public void closed() {
        closed = true;
        if (admitted) {
            peers.admission().leave(peer != 0);
        }
        if (firstFrame != null) {
            firstFrame.cancel();
        }
        if (peer != 0) {
            peers.left(peer);
        }
    }
}
