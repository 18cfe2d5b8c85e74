package kvs.cluster;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a node is reached: by its peers on one port, by clients on another. This is what {@link kvs.raft.Member#address}
 * holds.
 *
 * <pre>
 *   address := host [":" peers [":" clients]]      node1    127.0.0.1:9101:9001    [::1]:9101
 *   host    := name | v4 | "[" v6 "]"
 * </pre>
 *
 * <p>Without ports, they follow from the node's id: {@value #PEER_PORT} + id and {@value #CLIENT_PORT} + id. Names are
 * looked up when a connection is opened, each time anew.
 *
 * @param host a name, or an IP address without brackets
 * @param peerPort 1 to 65535
 * @param clientPort 1 to 65535
 */
public record NodeAddress(String host, int peerPort, int clientPort) {
    /** What is added to a node's id for the port that clients reach it on. */
    public static final int CLIENT_PORT = 9000;

    /** What is added to a node's id for the port that its peers reach it on. */
    public static final int PEER_PORT = 9100;

    private static final Pattern TEXT =
            Pattern.compile("(?:\\[([0-9a-fA-F:.]+)]|([^\\s:\\[\\],=/]+))(?::(\\d{1,5})(?::(\\d{1,5}))?)?");

    public NodeAddress {
        requirePort(peerPort, "peers");
        requirePort(clientPort, "clients");
    }

    private static void requirePort(int port, String whose) {
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("the port for " + whose + " is " + port + ", and must be 1 to 65535");
        }
    }

    /**
     * Parses an address.
     *
     * @param id of the node, for the ports that are left out
     * @throws IllegalArgumentException with a sentence for the operator
     */
    public static NodeAddress parse(String text, int id) {
        Matcher parts = TEXT.matcher(text);
        if (!parts.matches()) {
            throw new IllegalArgumentException("\"" + text
                    + "\" is not the address of a node: expected HOST, HOST:PEER_PORT or HOST:PEER_PORT:CLIENT_PORT, with an"
                    + " IPv6 address in brackets");
        }
        String host = parts.group(1) != null ? parts.group(1) : parts.group(2);
        try {
            return new NodeAddress(host, port(parts.group(3), PEER_PORT + id), port(parts.group(4), CLIENT_PORT + id));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("\"" + text + "\" is not the address of a node: " + e.getMessage(), e);
        }
    }

    private static int port(@Nullable String digits, int otherwise) {
        return digits == null ? otherwise : Integer.parseInt(digits);
    }

    /** Returns the address with both ports, as {@link #parse} reads it. */
    public String text() {
        return shownHost() + ":" + peerPort + ":" + clientPort;
    }

    /** Returns where clients reach the node, as {@code HOST:PORT}. */
    public String forClients() {
        return shownHost() + ":" + clientPort;
    }

    /** Returns where peers reach the node, as {@code HOST:PORT}. */
    public String forPeers() {
        return shownHost() + ":" + peerPort;
    }

    private String shownHost() {
        return host.contains(":") ? "[" + host + "]" : host;
    }
}
