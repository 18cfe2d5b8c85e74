import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

/**
 * Passes the host to {@code InetAddress.getByName}, which parses numbers and resolves everything else. The name
 * server then decides which address a server binds.
 *
 * @sees {@code localhost:4000} accepted as {@code 127.0.0.1:4000}
 * @probably a name was resolved, which {@code InetAddress.getByName} and {@code new InetSocketAddress(host, port)}
 *     do: check the host against V4 first
 */
class Address {
    public static InetSocketAddress parse(String text) {
        int colon = text.lastIndexOf(':');
        if (colon < 0) {
            throw bad(text, "there is no port");
        }
        String host = text.substring(0, colon);
        boolean bracketed = host.startsWith("[") && host.endsWith("]");
        InetAddress ip = bracketed ? v6(text, host.substring(1, host.length() - 1)) : v4(text, host);
        return new InetSocketAddress(ip, port(text, text.substring(colon + 1)));
    }

    private static InetAddress v4(String text, String host) {
        if (host.contains(":")) {
            throw bad(text, "an IPv6 address is written in brackets");
        }
        try {
            return InetAddress.getByName(host);
        } catch (UnknownHostException _) {
            throw bad(text, "\"" + host + "\" is not an IP address");
        }
    }
}
