import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * Asks the JDK's parser for literals and no pattern of its own. It looks nothing up, but it takes what nobody meant:
 * {@code 127.1} is 127.0.0.1 to it, {@code 1.2.3} is 1.2.0.3, {@code 010.0.0.1} is 10.0.0.1, and IPv4 in brackets is as
 * good as IPv6.
 *
 * @sees {@code 127.1:80} taken for {@code 127.0.0.1:80}, and {@code [127.0.0.1]:80} for an address
 * @probably the host went to {@code literal} unseen, and that takes short IPv4 addresses, and zones and IPv4 in brackets:
 *     V4 and V6 say what we take
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
        return literal(text, host);
    }

    private static InetAddress v6(String text, String host) {
        return literal(text, host);
    }
}
