package kvs.cluster;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Addresses for nodes that have to know each other's ports before any of them is bound.
 *
 * <p>On Linux every 127.x.y.z is this machine: each test process has a host of its own, made from its process id, and counts
 * its ports up. So no two processes can collide, and none with the ports that the kernel hands out. Elsewhere the ports
 * are asked of the kernel, all at once, and given back.
 */
public final class TestAddresses {
    private static final int FIRST_PORT = 20_000;
    private static final int LAST_PORT = 32_000;
    private static final AtomicInteger NEXT = new AtomicInteger(FIRST_PORT);
    private static final boolean LINUX = System.getProperty("os.name").equals("Linux");

    private TestAddresses() {}

    /** Returns the host of this process. */
    public static String host() {
        if (!LINUX) {
            return "127.0.0.1";
        }
        long pid = ProcessHandle.current().pid();
        return "127." + (64 + (pid >> 16 & 63)) + "." + (pid >> 8 & 255) + "." + (1 + (pid & 255) % 254);
    }

    /** Returns a port on {@link #host} that was not returned before. */
    public static int port() {
        try {
            int port = LINUX ? NEXT.getAndIncrement() : free();
            if (LINUX && port > LAST_PORT) {
                throw new IllegalStateException("this test process has used all of its ports");
            }
            return port;
        } catch (IOException e) {
            throw new IllegalStateException("no free port", e);
        }
    }

    private static int free() throws IOException {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            return socket.getLocalPort();
        }
    }

    /** Returns addresses of the nodes 1 to {@code count}. */
    public static SortedMap<Integer, NodeAddress> members(int count) {
        SortedMap<Integer, NodeAddress> members = new TreeMap<>();
        for (int id = 1; id <= count; id++) {
            members.put(id, node());
        }
        return members;
    }

    /** Returns the address of one more node. */
    public static NodeAddress node() {
        return new NodeAddress(host(), port(), port());
    }
}
