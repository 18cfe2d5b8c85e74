package kvs.server;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** What tests of addresses ask about this machine. */
public final class Ipv6 {
    private Ipv6() {}

    /** Returns whether this machine has the address {@code ::1}. */
    public static boolean isAvailable() {
        try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.ofLiteral("::1"))) {
            return probe.isBound();
        } catch (IOException _) {
            return false;
        }
    }
}
