package kvs.cli;

import java.net.InetSocketAddress;
import java.util.Optional;
import kvs.protocol.BinaryCodec;
import kvs.protocol.Codec;
import kvs.protocol.Limits;
import kvs.protocol.TextCodec;
import kvs.server.Address;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The options that the server and the client share: address and protocol. */
abstract class NetworkProgram extends Program {

    /** The protocols of this part, each with its default port. */
    enum Protocol {
        binary(4000),
        text(5555);

        private final int port;

        Protocol(int port) {
            this.port = port;
        }

        Codec codec(Limits limits) {
            return switch (this) {
                case binary -> new BinaryCodec(limits);
                case text -> new TextCodec(limits);
            };
        }

        /** Returns the default address, on this machine only. */
        InetSocketAddress address() {
            return Address.parse("127.0.0.1:" + port);
        }
    }

    @Option(
            names = "--protocol",
            scope = ScopeType.INHERIT,
            defaultValue = "binary",
            description = "The protocol: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}")
    Protocol protocol = Protocol.binary;

    @Option(
            names = "--addr",
            scope = ScopeType.INHERIT,
            paramLabel = "IP:PORT",
            converter = AddressConverter.class,
            description = {
                "The server's address, IPv4 or [IPv6]; host names are not accepted.",
                "Default: 127.0.0.1:4000, with --protocol text 127.0.0.1:5555"
            })
    Optional<InetSocketAddress> address = Optional.empty();

    InetSocketAddress address() {
        return address.orElseGet(protocol::address);
    }
}
