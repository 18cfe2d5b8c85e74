package kvs.sharded;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import kvs.protocol.ByteCursor;
import kvs.protocol.Parsed;
import kvs.resp.RespLimits;
import kvs.resp.RespReader;
import kvs.resp.RespValue;

/**
 * A client that blocks: sends bytes, and reads replies as bytes or as values. It frames replies by itself, so that a
 * fault of {@link RespReader} does not hide one of the server. Texts are Latin-1: each letter is a byte.
 */
final class TestClient implements AutoCloseable {
    /** Ends a test that would otherwise wait for ever. No test that passes waits this long. */
    static final Duration MAX_WAIT = Duration.ofSeconds(20);

    private final Socket socket;
    private final InputStream in;

    /** Published messages that have come inside of a reply, where Redis 7.0 puts those that EXEC sends to itself. */
    private final List<String> messagesInside = new ArrayList<>();

    private TestClient(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream(), 64 << 10);
    }

    static TestClient connect(InetSocketAddress address) throws IOException {
        return connect(address, MAX_WAIT);
    }

    /** @param maxWait the time after which a read fails; never if it is zero */
    static TestClient connect(InetSocketAddress address, Duration maxWait) throws IOException {
        Socket socket = new Socket(address.getAddress(), address.getPort());
        socket.setTcpNoDelay(true);
        socket.setSoTimeout((int) maxWait.toMillis());
        return new TestClient(socket);
    }

    /** Returns the bytes of a command: an array of bulk strings. */
    static byte[] command(String... words) {
        byte[][] bytes = new byte[words.length][];
        for (int i = 0; i < words.length; i++) {
            bytes[i] = words[i].getBytes(ISO_8859_1);
        }
        return command(bytes);
    }

    /** Returns the bytes of a command: an array of bulk strings. */
    static byte[] command(byte[]... words) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(("*" + words.length + "\r\n").getBytes(ISO_8859_1));
        for (byte[] word : words) {
            bytes.writeBytes(("$" + word.length + "\r\n").getBytes(ISO_8859_1));
            bytes.writeBytes(word);
            bytes.writeBytes(new byte[] {'\r', '\n'});
        }
        return bytes.toByteArray();
    }

    /** Sends bytes. */
    void send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
    }

    /** Sends bytes. */
    void send(String bytes) throws IOException {
        send(bytes.getBytes(ISO_8859_1));
    }

    /** Sends a command, and returns its reply. */
    RespValue ask(String... words) throws IOException {
        send(command(words));
        return read();
    }

    /** Sends a command, and returns the bytes of its reply. */
    String askRaw(String... words) throws IOException {
        send(command(words));
        return readRaw();
    }

    /** Says that no more bytes come; replies can still be read. */
    void endOutput() throws IOException {
        socket.shutdownOutput();
    }

    /** Reads one reply, or one push. */
    RespValue read() throws IOException {
        String raw = readRaw();
        if (new RespReader(RespLimits.DEFAULT).parse(ByteCursor.over(raw.getBytes(ISO_8859_1)))
                instanceof Parsed.Complete<RespValue>(RespValue value)) {
            return value;
        }
        throw new IOException("not a reply: " + raw);
    }

    /** Reads the bytes of one reply, or one push. */
    String readRaw() throws IOException {
        StringBuilder raw = new StringBuilder();
        readRaw(raw);
        return raw.toString();
    }

    private void readRaw(StringBuilder raw) throws IOException {
        String line = line(raw);
        long count = line.isEmpty() || "$!=*~>%|".indexOf(line.charAt(0)) < 0 ? 0 : Long.parseLong(line.substring(1));
        switch (line.isEmpty() ? ' ' : line.charAt(0)) {
            case '+', '-', ':', '_', '#', ',', '(' -> {}
            case '$', '!', '=' -> {
                if (count >= 0) {
                    raw.append(bytes((int) count + 2));
                }
            }
            case '*', '~', '>' -> readSeveral(count, raw);
            case '%' -> readSeveral(2 * count, raw);
            case '|' -> readSeveral(2 * count + 1, raw);
            default -> throw new IOException("not the start of a reply: " + line);
        }
    }

    private void readSeveral(long count, StringBuilder raw) throws IOException {
        for (long i = 0; i < count; i++) {
            int start = raw.length();
            readRaw(raw);
            if (isMessage(raw.substring(start, Math.min(raw.length(), start + 20)))) {
                messagesInside.add(raw.substring(start));
                raw.setLength(start);
                i--;
            }
        }
    }

    /** Returns whether {@code raw} begins as a published message does. */
    static boolean isMessage(String raw) {
        return (raw.startsWith("*") || raw.startsWith(">"))
                && (raw.startsWith("message\r\n", 8) || raw.startsWith("pmessage\r\n", 8));
    }

    /** Returns the published messages that have come inside of replies, and forgets them. */
    List<String> takeMessagesInside() {
        List<String> taken = List.copyOf(messagesInside);
        messagesInside.clear();
        return taken;
    }

    /** Reads {@code count} bytes. */
    String bytes(int count) throws IOException {
        byte[] bytes = in.readNBytes(count);
        if (bytes.length < count) {
            throw new EOFException("the server has closed the connection after " + new String(bytes, ISO_8859_1));
        }
        return new String(bytes, ISO_8859_1);
    }

    /** Reads what comes until the server closes the connection, or resets it. */
    String readToEnd() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            for (int next = in.read(); next >= 0; next = in.read()) {
                bytes.write(next);
            }
        } catch (SocketException _) {
            bytes.writeBytes("(reset)".getBytes(ISO_8859_1));
        }
        return bytes.toString(ISO_8859_1);
    }

    /** Reads a line, adds it with its end to {@code raw}, and returns it without. */
    private String line(StringBuilder raw) throws IOException {
        int start = raw.length();
        for (int next = in.read(); ; next = in.read()) {
            if (next < 0) {
                throw new EOFException("the server has closed the connection after " + raw);
            }
            raw.append((char) next);
            if (next == '\n') {
                return raw.substring(start).strip();
            }
        }
    }

    /** Returns the client's own address, as CLIENT LIST shows it. */
    String localAddress() {
        return "127.0.0.1:" + socket.getLocalPort();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
