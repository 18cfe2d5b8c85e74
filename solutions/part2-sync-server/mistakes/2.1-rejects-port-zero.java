import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * Rejects port 0, since no client can connect to it. But a server may ask for it: then it gets any free port, which
 * lets two test runs share a machine.
 *
 * @sees {@code 127.0.0.1:0} rejected
 * @probably port 0 was rejected; it means any free port
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

    private static int port(String text, String digits) {
        int port = PORT.matcher(digits).matches() ? Integer.parseInt(digits) : -1;
        if (port < 1 || port > 65535) {
            throw bad(text, "\"" + digits + "\" is not a port, 0 to 65535");
        }
        return port;
    }
}
