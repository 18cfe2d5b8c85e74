package kvs.cli;

import java.net.InetSocketAddress;
import java.util.Optional;
import kvs.protocol.BinaryCodec;
import kvs.protocol.Codec;
import kvs.protocol.Limits;
import kvs.protocol.TextCodec;
import kvs.server.Address;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.TypeConversionException;

/** What the server and its client have in common: where they talk, and in which protocol. */
abstract class NetworkProgram extends Program {

    /** The protocols of this part, each with its port. */
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

        /** The address where nobody names one: this machine only. */
        InetSocketAddress address() {
            return Address.parse("127.0.0.1:" + port);
        }
    }

    @Option(
            names = "--protocol",
            scope = ScopeType.INHERIT,
            defaultValue = "binary",
            description = "${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}")
    Protocol protocol = Protocol.binary;

    @Option(
            names = "--addr",
            scope = ScopeType.INHERIT,
            paramLabel = "IP:PORT",
            converter = AddressConverter.class,
            description = {
                "The server's address, IPv4 or [IPv6]; names are not looked up.",
                "Default: 127.0.0.1:4000, with --protocol text 127.0.0.1:5555"
            })
    Optional<InetSocketAddress> address = Optional.empty();

    InetSocketAddress address() {
        return address.orElseGet(protocol::address);
    }

    /** An address in one sentence, good or bad. */
    static final class AddressConverter implements ITypeConverter<InetSocketAddress> {
        @Override
        public InetSocketAddress convert(String text) {
            try {
                return Address.parse(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(String.valueOf(e.getMessage()));
            }
        }
    }
}
