import io.netty.buffer.ByteBuf;
import java.io.IOException;

/**
 * Catches what the channel throws and ends the call as after a short write. The caller never learns that the connection is broken:
 * it waits for room that does not come.
 *
 * @sees a number where the exception of the channel is expected
 * @probably the exception of the channel does not reach the caller: without it the loop does not close the connection
 */
class Wire {
    int send(ByteBuf out) throws IOException {
        int sent = 0;
        try {
            while (out.isReadable() && sent < MAX_SEND_BYTES) {
                int given = fillKernel(out);
                int taken = channel.write(kernel);
                out.skipBytes(taken);
                sent += taken;
                if (taken < given) {
                    break;
                }
            }
        } catch (IOException _) {
            // The rest is sent later.
        }
        interest(SelectionKey.OP_WRITE, out.isReadable());
        return sent;
    }
}
