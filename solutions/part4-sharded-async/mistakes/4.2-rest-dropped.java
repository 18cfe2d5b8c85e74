import io.netty.buffer.ByteBuf;
import java.io.IOException;

/**
 * Takes all bytes that were given to the channel for sent. The kernel has taken some of them, and the others are gone.
 *
 * @shipped bisq2, issue 775: the network code did not check whether {@code SocketChannel.write} had taken the whole message
 * @sees bytes that are missing after a short write
 * @probably the reader index has to move by what {@code write} returns, not by what the channel was given
 */
class Wire {
    int send(ByteBuf out) throws IOException {
        int sent = 0;
        while (out.isReadable() && sent < MAX_SEND_BYTES) {
            int given = fillKernel(out);
            channel.write(kernel);
            out.skipBytes(given);
            sent += given;
        }
        interest(SelectionKey.OP_WRITE, out.isReadable());
        return sent;
    }
}
