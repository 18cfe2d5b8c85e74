import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * Lets {@code Integer.parseInt} check the port and {@code InetSocketAddress} its range. Both throw exceptions; but
 * the first accepts {@code +80}, and its message to the operator is {@code For input string: "8o"}.
 *
 * @sees {@code NumberFormatException: For input string: "8o"}, and {@code +80} accepted as 80
 * @probably {@code Integer.parseInt} checks the port first: it accepts signs, and its message does not name the
 *     address
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
        return new InetSocketAddress(ip, Integer.parseInt(text.substring(colon + 1)));
    }
}
