import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * Lets {@code Integer.parseInt} judge the port and {@code InetSocketAddress} its range. Both throw what they should; but
 * {@code +80} is a number to the first, and what a person gets to read is {@code For input string: "8o"}.
 *
 * @sees {@code NumberFormatException: For input string: "8o"}, and {@code +80} taken for 80
 * @probably {@code Integer.parseInt} had the first word on the port: it takes signs, and what it throws does not say which
 *     text, of all that was typed, is wrong
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
