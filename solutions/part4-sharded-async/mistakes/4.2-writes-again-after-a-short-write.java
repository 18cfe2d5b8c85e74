import io.netty.buffer.ByteBuf;
import java.io.IOException;

/**
 * Goes on after a short write until everything is sent. A client that does not read keeps the thread in this method, and with
 * it all other clients.
 *
 * @shipped librelp, issue 13: the server called {@code send} again and again while the socket had no room, with a core at 100 %
 * @sees further writes after a short one
 * @probably the loop goes on after a short write: the kernel is full, so stop and wait for the selector
 */
class Wire {
    int send(ByteBuf out) throws IOException {
        int sent = 0;
        while (out.isReadable() && sent < MAX_SEND_BYTES) {
            fillKernel(out);
            int taken = channel.write(kernel);
            out.skipBytes(taken);
            sent += taken;
        }
        interest(SelectionKey.OP_WRITE, out.isReadable());
        return sent;
    }
}
