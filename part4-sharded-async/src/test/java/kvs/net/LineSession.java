package kvs.net;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.netty.buffer.ByteBuf;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import kvs.protocol.ByteCursor;
import org.jspecify.annotations.Nullable;

/**
 * A protocol for tests: a request is a line, and its answer is the same line.
 *
 * <pre>
 *   quit       is answered, then the connection is closed
 *   big N      is answered with N bytes
 *   wait ID    is answered once the test says so
 *   later ID   is answered once the test says so; the next requests run meanwhile
 *   boom       throws an exception
 *   fatal      throws an Error
 * </pre>
 */
final class LineSession implements Session {

    /** Sessions of one server, for the test's thread. */
    static final class Sessions implements SessionFactory {
        final List<LineSession> all = new CopyOnWriteArrayList<>();
        final Map<String, LineSession> waiting = new ConcurrentHashMap<>();

        /** Returns the session that {@code wait id} has reached. */
        LineSession waiting(String id) {
            return Objects.requireNonNull(waiting.get(id), "no session waits for " + id);
        }

        @Override
        public Session open(Connection connection) {
            LineSession session = new LineSession(this, connection);
            all.add(session);
            return session;
        }

        @Override
        public void writeRejection(ByteBuf out) {
            out.writeCharSequence("full\n", ISO_8859_1);
        }
    }

    final Connection connection;
    private final Sessions sessions;
    final AtomicInteger closedCalls = new AtomicInteger();
    final AtomicInteger requests = new AtomicInteger();
    final AtomicInteger turns = new AtomicInteger();

    /** Requests whose answers come later. For the loop's thread. */
    int outstanding;

    private LineSession(Sessions sessions, Connection connection) {
        this.sessions = sessions;
        this.connection = connection;
    }

    @Override
    public Next process(ByteCursor in) {
        turns.incrementAndGet();
        while (true) {
            int start = in.position();
            if (!hasLine(in)) {
                in.position(start);
                return Next.READ;
            }
            int end = in.position();
            in.position(start);
            if (!connection.mayContinue()) {
                return Next.AGAIN;
            }
            Next next = run(line(in, end));
            if (next != null) {
                return next;
            }
        }
    }

    private static boolean hasLine(ByteCursor in) {
        int next;
        do {
            next = in.getU8();
        } while (next != '\n' && next != ByteCursor.UNDERFLOW);
        return next == '\n';
    }

    private static String line(ByteCursor in, int end) {
        StringBuilder line = new StringBuilder();
        while (in.position() < end) {
            line.append((char) in.getU8());
        }
        return line.toString();
    }

    private @Nullable Next run(String line) {
        requests.incrementAndGet();
        String[] words = line.strip().split(" ", -1);
        switch (words[0]) {
            case "boom" -> throw new IllegalStateException("boom");
            case "fatal" -> throw new OutOfMemoryError("a test's");
            case "big" -> connection.out().writeBytes(new byte[Integer.parseInt(words[1])]);
            case "wait" -> {
                sessions.waiting.put(words[1], this);
                return Next.WAIT;
            }
            case "later" -> {
                outstanding++;
                sessions.waiting.put(words[1], this);
            }
            case "quit" -> {
                say(line);
                return Next.CLOSE;
            }
            default -> say(line);
        }
        return null;
    }

    /** Appends to the output. For the loop's thread. */
    void say(String text) {
        connection.out().writeCharSequence(text, ISO_8859_1);
    }

    /** Gives an answer that was outstanding. For the loop's thread. */
    void answerLater(String text) {
        outstanding--;
        say(text);
        connection.flushSoon();
        connection.resume();
    }

    @Override
    public boolean isAnswering() {
        return outstanding > 0;
    }

    @Override
    public void closed() {
        closedCalls.incrementAndGet();
    }
}
