import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * Accepts up to five digits and keeps 16 bits of the number. So 65536 is port 0, which means any free port, and 69536
 * is port 4000. The server listens, and no client finds it.
 *
 * @sees {@code 127.0.0.1:65536} accepted as {@code 127.0.0.1:0}
 * @probably a port above 65535 was accepted: five digits can write 99999, and its low 16 bits are another port
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
        if (!PORT.matcher(digits).matches()) {
            throw bad(text, "\"" + digits + "\" is not a port, 0 to 65535");
        }
        return (char) Integer.parseInt(digits);
    }
}
