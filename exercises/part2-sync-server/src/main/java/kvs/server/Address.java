package kvs.server;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.StandardProtocolFamily;
import java.nio.channels.ServerSocketChannel;
import java.util.regex.Pattern;

/**
 * IP addresses with a port, as an operator writes them.
 *
 * <pre>
 *   address := v4 ":" port | "[" v6 "]" ":" port      127.0.0.1:4000    [::1]:4000
 *   port    := 0 to 65535, in digits                   0: any free port
 * </pre>
 *
 * <p>Numbers only. To resolve a name may take long, may give another address tomorrow, and may bind a server to an
 * address that the operator did not intend.
 */
public final class Address {
    /** Four numbers without leading zeros: some programs read 010 as eight, others as ten. */
    private static final Pattern V4 = Pattern.compile("(0|[1-9]\\d{0,2})(\\.(0|[1-9]\\d{0,2})){3}");

    private static final Pattern V6 = Pattern.compile("[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");
    private static final Pattern PORT = Pattern.compile("\\d{1,5}");

    private Address() {}

    /**
     * Parses an address. No name is resolved.
     *
     * @throws IllegalArgumentException with a sentence for the operator, if {@code text} is not an address
     * @exercise 2.1
     */
    public static InetSocketAddress parse(String text) {
        throw new UnsupportedOperationException("exercise 2.1: not written yet");
    }

    /** Parses with the JDK's own parser, which accepts more than this class does and never asks the network. */
    private static InetAddress literal(String text, String host) {
        try {
            return InetAddress.ofLiteral(host);
        } catch (IllegalArgumentException _) {
            throw bad(text, "\"" + host + "\" is not an IP address");
        }
    }

    private static IllegalArgumentException bad(String text, String why) {
        return new IllegalArgumentException(
                "\"" + text + "\" is not an address such as 127.0.0.1:4000 or [::1]:4000: " + why);
    }

    /**
     * Opens a channel that serves the IP version of {@code address} and no other. Java's other listening sockets serve
     * IPv6, too, when they are bound to {@code 0.0.0.0}. Bound to {@code [::]}, this one serves both versions.
     */
    public static ServerSocketChannel listener(InetSocketAddress address) throws IOException {
        return address.getAddress() instanceof Inet4Address
                ? ServerSocketChannel.open(StandardProtocolFamily.INET)
                : ServerSocketChannel.open();
    }

    /** Opens a blocking socket as {@link #listener} does. Only {@code 0.0.0.0} needs a channel. */
    public static ServerSocket serverSocket(InetSocketAddress address) throws IOException {
        boolean all = address.getAddress().isAnyLocalAddress();
        return all ? listener(address).socket() : new ServerSocket();
    }

    /** Returns {@code address} as {@link #show} does; if it means all addresses, also the IP versions that it serves. */
    public static String showListening(InetSocketAddress address) {
        if (!address.getAddress().isAnyLocalAddress()) {
            return show(address);
        }
        return show(address) + (address.getAddress() instanceof Inet4Address ? " (IPv4 only)" : " (IPv6 and IPv4)");
    }

    /** Returns {@code address} in the form that {@link #parse} accepts. */
    public static String show(InetSocketAddress address) {
        String host = address.getAddress().getHostAddress();
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort();
    }
}
