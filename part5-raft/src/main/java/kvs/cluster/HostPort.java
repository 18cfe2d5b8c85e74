package kvs.cluster;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where clients reach a node.
 *
 * <pre>
 *   address := host ":" port          node1:9001    127.0.0.1:9001    [::1]:9001
 *   host    := name | v4 | "[" v6 "]"
 * </pre>
 *
 * <p>A name is looked up when a connection is opened, each time anew.
 *
 * @param host a name, or an IP address without brackets
 * @param port 1 to 65535
 */
public record HostPort(String host, int port) {
    private static final Pattern TEXT = Pattern.compile("(?:\\[([0-9a-fA-F:.]+)]|([^\\s:\\[\\],=/]+)):(\\d{1,5})");

    public HostPort {
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("the port is " + port + ", and must be 1 to 65535");
        }
    }

    /**
     * Parses an address. Looks up no name.
     *
     * @throws IllegalArgumentException with a sentence for the operator
     */
    public static HostPort parse(String text) {
        Matcher parts = TEXT.matcher(text);
        if (!parts.matches()) {
            throw new IllegalArgumentException(
                    "\"" + text
                            + "\" is not an address: expected HOST:PORT, the port for clients, with an IPv6 address in brackets");
        }
        try {
            return new HostPort(
                    parts.group(1) != null ? parts.group(1) : parts.group(2), Integer.parseInt(parts.group(3)));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("\"" + text + "\" is not an address: " + e.getMessage(), e);
        }
    }

    /** Returns the address as {@link #parse} reads it. */
    @Override
    public String toString() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
