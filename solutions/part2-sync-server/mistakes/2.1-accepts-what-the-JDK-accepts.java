import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * Uses the JDK's parser and no pattern. It resolves no name, but it accepts more than it should: it reads {@code
 * 127.1} as 127.0.0.1, {@code 1.2.3} as 1.2.0.3, {@code 010.0.0.1} as 10.0.0.1, and accepts IPv4 in brackets.
 *
 * @sees {@code 127.1:80} accepted as {@code 127.0.0.1:80}, and {@code [127.0.0.1]:80} as an address
 * @probably the host went to {@code literal} unchecked, which accepts short IPv4 addresses, zones and IPv4 in
 *     brackets: check V4 and V6 first
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
