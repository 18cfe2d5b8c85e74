package kvs.cluster.demo;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import kvs.cluster.HostPort;
import kvs.cluster.NodeAddress;
import kvs.cluster.NodeOptions;

/**
 * Where the nodes are reached and with which options they start.
 *
 * @param httpPorts of their traces, by id
 */
record DemoPlan(SortedMap<Integer, NodeAddress> members, SortedMap<Integer, Integer> httpPorts) {
    private static final int PORTS_OF_A_NODE = 3;

    /**
     * Plans nodes on ports that are free now.
     *
     * <p>The kernel is asked for all ports at once, so that no two are the same. On Linux every 127.x.y.z is this machine: there the
     * host is made from the id of this process, so that no other program comes upon its ports.
     */
    static DemoPlan of(int nodes) throws IOException {
        String host =
                host(System.getProperty("os.name"), ProcessHandle.current().pid());
        List<Integer> ports = freePorts(host, nodes * PORTS_OF_A_NODE);
        SortedMap<Integer, NodeAddress> members = new TreeMap<>();
        SortedMap<Integer, Integer> httpPorts = new TreeMap<>();
        for (int id = 1; id <= nodes; id++) {
            int first = (id - 1) * PORTS_OF_A_NODE;
            members.put(id, new NodeAddress(host, ports.get(first), ports.get(first + 1)));
            httpPorts.put(id, ports.get(first + 2));
        }
        return new DemoPlan(members, httpPorts);
    }

    static String host(String system, long pid) {
        return system.equals("Linux")
                ? "127." + (128 + (pid >> 16 & 63)) + "." + (pid >> 8 & 255) + "." + (1 + (pid & 255) % 254)
                : "127.0.0.1";
    }

    private static List<Integer> freePorts(String host, int count) throws IOException {
        List<ServerSocket> sockets = new ArrayList<>();
        try {
            List<Integer> ports = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                ServerSocket socket = new ServerSocket();
                sockets.add(socket);
                socket.bind(new InetSocketAddress(InetAddress.getByName(host), 0));
                ports.add(socket.getLocalPort());
            }
            return ports;
        } finally {
            for (ServerSocket socket : sockets) {
                socket.close();
            }
        }
    }

    List<Integer> ids() {
        return List.copyOf(members.keySet());
    }

    HostPort clientPort(int id) {
        NodeAddress address = address(id);
        return new HostPort(address.host(), address.clientPort());
    }

    private NodeAddress address(int id) {
        NodeAddress address = members.get(id);
        if (address == null) {
            throw new IllegalArgumentException("there is no node " + id);
        }
        return address;
    }

    /** Returns the address of a node's trace. */
    String httpAddress(int id) {
        return address(id).host() + ":" + httpPorts.get(id);
    }

    /**
     * Returns the words with which {@code kvs-node} starts. Snapshots are frequent, so that a node that was down for a moment needs
     * one.
     */
    List<String> words(int id, Path directory) {
        return List.of(
                "--id",
                String.valueOf(id),
                "--members",
                NodeOptions.text(members),
                "--dir",
                directory.resolve("node" + id).toString(),
                "--http",
                String.valueOf(httpPorts.get(id)),
                "--snapshot-entries",
                "300",
                "--kept-entries",
                "100",
                "--exit-with-parent");
    }
}
