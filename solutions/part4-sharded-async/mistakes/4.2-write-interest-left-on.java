import io.netty.buffer.ByteBuf;
import java.io.IOException;

/**
 * Asks for room after a short write and never takes it back. Everything is sent; but a socket has room nearly always, so each
 * select returns at once from then on.
 *
 * @shipped Netty, issue 924, with another interest: OP_CONNECT stayed on after the connection was established, and idle
 *     connections kept a core at 100 %
 * @sees a key that is still interested in writing after the rest is sent
 * @probably the interest in writing is not switched off when the rest is sent: each select returns at once, for ever
 */
class Wire {
    int send(ByteBuf out) throws IOException {
        int sent = 0;
        while (out.isReadable() && sent < MAX_SEND_BYTES) {
            int given = fillKernel(out);
            int taken = channel.write(kernel);
            out.skipBytes(taken);
            sent += taken;
            if (taken < given) {
                break;
            }
        }
        if (out.isReadable()) {
            interest(SelectionKey.OP_WRITE, true);
        }
        return sent;
    }
}
