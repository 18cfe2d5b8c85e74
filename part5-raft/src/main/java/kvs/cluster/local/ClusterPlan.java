package kvs.cluster.local;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import kvs.cluster.NodeAddress;
import kvs.cluster.NodeOptions;

/**
 * The nodes of a cluster on this machine: where each is reached, and with which options it is started.
 *
 * <pre>
 *   node i    clients  base + i        9001 …      with the default base, 9000
 *             peers    base + 100 + i  9101 …
 *             HTTP     base + 200 + i  9201 …
 *             Redis    RESP + i - 1    only if asked for
 *   page      base                     9000        only if asked for, or by default
 * </pre>
 *
 * @param nodes 1 to {@value #MAX_NODES}
 * @param directory holds a directory for each node
 * @param host the address that every node listens on
 * @param respPort of node 1 for Redis clients; 0 for none
 * @param pagePort of the live page; 0 for none
 * @param nodeOptions for every node, after its own
 */
record ClusterPlan(
        int nodes, Path directory, String host, int basePort, int respPort, int pagePort, List<String> nodeOptions) {
    static final int MAX_NODES = 50;
    static final int BASE_PORT = NodeAddress.CLIENT_PORT;
    private static final int PEERS = NodeAddress.PEER_PORT - NodeAddress.CLIENT_PORT;
    private static final int HTTP = 2 * PEERS;
    private static final int MAX_PORT = 65_535;

    ClusterPlan {
        if (nodes < 1 || nodes > MAX_NODES) {
            throw new IllegalArgumentException("--nodes is " + nodes + ", and must be 1 to " + MAX_NODES);
        }
        requirePorts("--base-port", basePort, basePort + HTTP + nodes);
        if (respPort != 0) {
            requirePorts("--resp", respPort, respPort + nodes - 1);
        }
        if (pagePort != 0) {
            requirePorts("--page", pagePort, pagePort);
        }
        // Throws for a host that no address can have.
        NodeAddress.parse(host.contains(":") ? "[" + host + "]" : host, 1);
        nodeOptions = List.copyOf(nodeOptions);
    }

    private static void requirePorts(String option, int first, int last) {
        if (first < 1 || last > MAX_PORT) {
            throw new IllegalArgumentException(
                    option + " is " + first + ", and the ports from there to " + last + " must be 1 to " + MAX_PORT);
        }
    }

    NodeAddress address(int id) {
        return new NodeAddress(host, basePort + PEERS + id, basePort + id);
    }

    /** Returns the port of a node's metrics and trace. */
    int httpPort(int id) {
        return basePort + HTTP + id;
    }

    /** Returns the port of a node for Redis clients; 0 if it has none. */
    int respPort(int id) {
        return respPort == 0 ? 0 : respPort + id - 1;
    }

    /** Returns the ids of the nodes: 1, 2, … */
    List<Integer> ids() {
        List<Integer> ids = new ArrayList<>();
        for (int id = 1; id <= nodes; id++) {
            ids.add(id);
        }
        return ids;
    }

    /** Returns where clients reach the nodes, as {@code kvs-client --cluster} takes it. */
    String clientAddresses() {
        return String.join(
                ",", ids().stream().map(id -> address(id).forClients()).toList());
    }

    /**
     * Returns the words with which {@code kvs-node} is started.
     *
     * @param faultToken with which the node may be cut off
     */
    List<String> words(int id, String faultToken) {
        SortedMap<Integer, NodeAddress> members = new TreeMap<>();
        ids().forEach(each -> members.put(each, address(each)));
        List<String> words = new ArrayList<>(List.of(
                "--id",
                String.valueOf(id),
                "--members",
                NodeOptions.text(members),
                "--dir",
                directory.resolve("node" + id).toString(),
                "--http",
                String.valueOf(httpPort(id)),
                "--exit-with-parent",
                "--allow-faults",
                faultToken));
        if (respPort != 0) {
            words.addAll(List.of("--resp", String.valueOf(respPort(id))));
        }
        words.addAll(nodeOptions);
        return words;
    }

    /**
     * Checks that every port is free, before any process is started.
     *
     * @throws IllegalArgumentException if two listeners would share a port
     * @throws IOException if a port is in use, with a sentence for the operator
     */
    void requireFreePorts() throws IOException {
        Set<Integer> ports = new HashSet<>();
        for (int id : ids()) {
            for (int port : List.of(address(id).clientPort(), address(id).peerPort(), httpPort(id), respPort(id))) {
                if (port != 0) {
                    requireDistinct(ports, port);
                    requireFree(host, port);
                }
            }
        }
        if (pagePort != 0) {
            requireDistinct(ports, pagePort);
            requireFree(InetAddress.getLoopbackAddress().getHostAddress(), pagePort);
        }
    }

    private static void requireDistinct(Set<Integer> ports, int port) {
        if (!ports.add(port)) {
            throw new IllegalArgumentException(
                    "port " + port + " would be used twice: choose others with --base-port, --resp or --page");
        }
    }

    private static void requireFree(String host, int port) throws IOException {
        InetSocketAddress address;
        try {
            address = new InetSocketAddress(InetAddress.getByName(host), port);
        } catch (UnknownHostException e) {
            throw new IOException(
                    "cannot listen on " + host + ": the name is unknown; name an IP address with --host", e);
        }
        try (ServerSocket socket = new ServerSocket()) {
            // Connections of the last run may linger on the port: that is no reason not to use it.
            socket.setReuseAddress(true);
            socket.bind(address);
        } catch (IOException e) {
            throw new IOException(
                    "port " + port + " of " + host
                            + " cannot be used; perhaps another cluster runs here: choose other ports"
                            + " with --base-port, --resp or --page",
                    e);
        }
    }
}
