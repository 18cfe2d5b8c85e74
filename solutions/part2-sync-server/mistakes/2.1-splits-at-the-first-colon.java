import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * Takes the first colon for the one before the port. That is right in IPv4, which has only one; an IPv6 address has
 * colons of its own.
 *
 * @sees {@code [::1]:4000} rejected, for the host {@code [}
 * @probably the text was split at the first colon, and an IPv6 address contains others: the port is after the last
 */
class Address {
    public static InetSocketAddress parse(String text) {
        int colon = text.indexOf(':');
        if (colon < 0) {
            throw bad(text, "there is no port");
        }
        String host = text.substring(0, colon);
        boolean bracketed = host.startsWith("[") && host.endsWith("]");
        InetAddress ip = bracketed ? v6(text, host.substring(1, host.length() - 1)) : v4(text, host);
        return new InetSocketAddress(ip, port(text, text.substring(colon + 1)));
    }
}
