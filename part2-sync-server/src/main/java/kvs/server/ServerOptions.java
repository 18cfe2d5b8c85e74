package kvs.server;

import java.net.InetSocketAddress;
import kvs.protocol.BinaryCodec;
import kvs.protocol.Codec;
import kvs.protocol.Limits;

/**
 * The options of a server.
 *
 * @param address the address it listens on; port 0 for any free port. Default {@code 127.0.0.1:4000}
 * @param codec the protocol, and the limits of keys and values. Default binary
 * @param threadModel which thread serves a connection. Default virtual
 * @param limits what clients may cost
 * @param shutdownFromAnywhere whether other machines may send SHUTDOWN. Default no
 */
public record ServerOptions(
        InetSocketAddress address,
        Codec codec,
        ThreadModel threadModel,
        ServerLimits limits,
        boolean shutdownFromAnywhere) {

    /** Returns the defaults. */
    public static ServerOptions defaults() {
        return new ServerOptions(
                Address.parse("127.0.0.1:4000"),
                new BinaryCodec(Limits.DEFAULT),
                ThreadModel.virtual(),
                ServerLimits.DEFAULT,
                false);
    }

    public ServerOptions withAddress(InetSocketAddress address) {
        return new ServerOptions(address, codec, threadModel, limits, shutdownFromAnywhere);
    }

    public ServerOptions withCodec(Codec codec) {
        return new ServerOptions(address, codec, threadModel, limits, shutdownFromAnywhere);
    }

    public ServerOptions withThreadModel(ThreadModel threadModel) {
        return new ServerOptions(address, codec, threadModel, limits, shutdownFromAnywhere);
    }

    public ServerOptions withLimits(ServerLimits limits) {
        return new ServerOptions(address, codec, threadModel, limits, shutdownFromAnywhere);
    }

    public ServerOptions withShutdownFromAnywhere(boolean allowed) {
        return new ServerOptions(address, codec, threadModel, limits, allowed);
    }
}
