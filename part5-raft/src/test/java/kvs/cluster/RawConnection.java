package kvs.cluster;

import com.google.protobuf.MessageLite;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;

/** A connection to a port of a node, on which a test sends what it likes. */
final class RawConnection implements AutoCloseable {
    /** A test that waits for what does not come ends. */
    private static final int READ_MILLIS = 60_000;

    private final Socket socket;
    private final DataInputStream in;

    RawConnection(String host, int port) throws IOException {
        socket = new Socket(InetAddress.getByName(host), port);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(READ_MILLIS);
        in = new DataInputStream(socket.getInputStream());
    }

    /** Sends bytes; those that the node does not want any more are lost. */
    void send(byte... bytes) throws IOException {
        try {
            socket.getOutputStream().write(bytes);
        } catch (SocketException _) {
            // Closed by the node: the test reads that.
        }
    }

    /** Sends the length of a frame, and nothing of the frame. */
    void sendLength(long length) throws IOException {
        send((byte) (length >> 24), (byte) (length >> 16), (byte) (length >> 8), (byte) length);
    }

    void sendFrame(MessageLite message) throws IOException {
        ByteBuf frame = Unpooled.buffer();
        Frames.write(frame, message);
        byte[] bytes = new byte[frame.readableBytes()];
        frame.readBytes(bytes);
        send(bytes);
    }

    void sendFrame(byte... message) throws IOException {
        sendLength(message.length);
        send(message);
    }

    /** Says that nothing more comes. */
    void end() throws IOException {
        socket.shutdownOutput();
    }

    byte[] readFrame() throws IOException {
        return in.readNBytes(in.readInt());
    }

    /** Reads ASCII characters up to the end of a line, which is left out. */
    String readLine() throws IOException {
        StringBuilder line = new StringBuilder();
        for (byte next = in.readByte(); next != '\n'; next = in.readByte()) {
            if (next != '\r') {
                line.append((char) next);
            }
        }
        return line.toString();
    }

    /** Waits until the node has closed the connection; returns how many bytes came before that. */
    int readToEnd() throws IOException {
        int count = 0;
        try {
            while (in.read() >= 0) {
                count++;
            }
        } catch (SocketTimeoutException e) {
            throw new AssertionError("the node does not close the connection", e);
        } catch (SocketException _) {
            // Reset: closed, with bytes that were not read.
        }
        return count;
    }

    /** Fails if the node has sent something, or has closed the connection. */
    void requireSilent(String when) throws IOException {
        socket.setSoTimeout(1);
        try {
            int got = in.read();
            throw new AssertionError(when + ": " + (got < 0 ? "the connection is closed" : "the byte " + got));
        } catch (SocketTimeoutException _) {
            socket.setSoTimeout(READ_MILLIS);
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
