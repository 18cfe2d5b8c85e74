package kvs.server;

import java.net.InetSocketAddress;
import kvs.protocol.BinaryCodec;
import kvs.protocol.Codec;
import kvs.protocol.Limits;

/**
 * How a server is to run.
 *
 * @param address where it listens; port 0 for any that is free. Default {@code 127.0.0.1:4000}
 * @param codec the protocol, and the limits of keys and values. Default binary
 * @param concurrency which threads connections get. Default virtual
 * @param limits what strangers may cost
 * @param shutdownFromAnywhere whether SHUTDOWN is taken from other machines. Default no
 */
public record ServerOptions(
        InetSocketAddress address,
        Codec codec,
        Concurrency concurrency,
        ServerLimits limits,
        boolean shutdownFromAnywhere) {

    /** The defaults. */
    public static ServerOptions defaults() {
        return new ServerOptions(
                Address.parse("127.0.0.1:4000"),
                new BinaryCodec(Limits.DEFAULT),
                Concurrency.virtual(),
                ServerLimits.DEFAULT,
                false);
    }

    public ServerOptions withAddress(InetSocketAddress address) {
        return new ServerOptions(address, codec, concurrency, limits, shutdownFromAnywhere);
    }

    public ServerOptions withCodec(Codec codec) {
        return new ServerOptions(address, codec, concurrency, limits, shutdownFromAnywhere);
    }

    public ServerOptions withConcurrency(Concurrency concurrency) {
        return new ServerOptions(address, codec, concurrency, limits, shutdownFromAnywhere);
    }

    public ServerOptions withLimits(ServerLimits limits) {
        return new ServerOptions(address, codec, concurrency, limits, shutdownFromAnywhere);
    }

    public ServerOptions withShutdownFromAnywhere(boolean allowed) {
        return new ServerOptions(address, codec, concurrency, limits, allowed);
    }
}
