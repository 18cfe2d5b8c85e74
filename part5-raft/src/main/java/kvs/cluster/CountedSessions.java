package kvs.cluster;

import io.netty.buffer.ByteBuf;
import kvs.net.Connection;
import kvs.net.Session;
import kvs.net.SessionFactory;
import kvs.protocol.ByteCursor;

/**
 * The sessions of a port on which a connection may stay silent, as Redis's clients do. They count among the connections of
 * clients: without that, they could take the loop's last ones, and keep the peers out.
 */
final class CountedSessions implements SessionFactory {
    private final Admission admission;
    private final SessionFactory sessions;

    CountedSessions(Admission admission, SessionFactory sessions) {
        this.admission = admission;
        this.sessions = sessions;
    }

    @Override
    public Session open(Connection connection) {
        if (admission.enterIdentified() == null) {
            return new Counted(admission, sessions.open(connection));
        }
        sessions.writeRejection(connection.out());
        connection.flushSoon();
        connection.loop().execute(connection::closeAfterOutput);
        return new Rejected();
    }

    @Override
    public void writeRejection(ByteBuf out) {
        sessions.writeRejection(out);
    }

    private record Counted(Admission admission, Session session) implements Session {
        @Override
        public Next process(ByteCursor in) {
            return session.process(in);
        }

        @Override
        public boolean isInsideRequest(int leftBytes) {
            return session.isInsideRequest(leftBytes);
        }

        @Override
        public boolean isAnswering() {
            return session.isAnswering();
        }

        @Override
        public void closed() {
            admission.leave(true);
            session.closed();
        }
    }

    private static final class Rejected implements Session {
        @Override
        public Next process(ByteCursor in) {
            return Next.CLOSE;
        }

        @Override
        public void closed() {
            // It was never counted.
        }
    }
}
