import io.netty.buffer.ByteBuf;
import java.io.IOException;

/**
 * Asks for room before it writes, and takes that back when everything is sent. Each answer changes the key twice, and the
 * kernel nearly always takes everything at once.
 *
 * @sees two changes of the key where none is needed
 * @probably the interest in writing is switched on before the write: write first, and ask only for what is left
 */
class Wire {
    int send(ByteBuf out) throws IOException {
        interest(SelectionKey.OP_WRITE, true);
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
        if (!out.isReadable()) {
            interest(SelectionKey.OP_WRITE, false);
        }
        return sent;
    }
}
