import io.netty.buffer.ByteBuf;
import java.io.IOException;

/**
 * Sends as long as the kernel takes bytes. A client with a long answer and a fast network gets all of it in one turn, and the
 * others wait.
 *
 * @sees more than MAX_SEND_BYTES sent in one call
 * @probably the call does not stop at {@code MAX_SEND_BYTES}: one client with a long answer holds up all others
 */
class Wire {
    int send(ByteBuf out) throws IOException {
        int sent = 0;
        while (out.isReadable()) {
            int given = fillKernel(out);
            int taken = channel.write(kernel);
            out.skipBytes(taken);
            sent += taken;
            if (taken < given) {
                break;
            }
        }
        interest(SelectionKey.OP_WRITE, out.isReadable());
        return sent;
    }
}
