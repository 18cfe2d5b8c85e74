import io.netty.buffer.ByteBuf;
import java.io.IOException;

/**
 * Sends one piece and leaves the rest to the selector, also if the kernel has taken all of the piece. Everything arrives, with a
 * turn of the loop for each piece.
 *
 * @sees one write where three pieces could be sent
 * @probably the call ends after one piece: go on as long as the kernel takes everything that it is given
 */
class Wire {
    int send(ByteBuf out) throws IOException {
        int sent = 0;
        if (out.isReadable()) {
            fillKernel(out);
            sent = channel.write(kernel);
            out.skipBytes(sent);
        }
        interest(SelectionKey.OP_WRITE, out.isReadable());
        return sent;
    }
}
