import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * Accepts an IPv6 address with brackets and without. Then {@code fe80::1:80} may be an address without a port, or the
 * address {@code fe80::1} and port 80: the text is ambiguous.
 *
 * @sees {@code ::1:4000} accepted as {@code [::1]:4000}
 * @probably an IPv6 address was accepted without its brackets, where its last number looks like a port
 */
class Address {
    public static InetSocketAddress parse(String text) {
        int colon = text.lastIndexOf(':');
        if (colon < 0) {
            throw bad(text, "there is no port");
        }
        String host = text.substring(0, colon);
        boolean bracketed = host.startsWith("[") && host.endsWith("]");
        String inside = bracketed ? host.substring(1, host.length() - 1) : host;
        InetAddress ip = bracketed || host.contains(":") ? v6(text, inside) : v4(text, host);
        return new InetSocketAddress(ip, port(text, text.substring(colon + 1)));
    }
}
