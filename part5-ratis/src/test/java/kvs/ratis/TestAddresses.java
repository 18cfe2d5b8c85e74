package kvs.ratis;

import java.util.concurrent.atomic.AtomicInteger;
import kvs.cluster.NodeAddress;

/**
 * Addresses that no other process of tests uses: where the system lets every address of 127.0.0.0/8 be used (Linux), the
 * host follows from the id of this process.
 */
final class TestAddresses {
    private static final int FIRST_PORT = 20_000;
    private static final AtomicInteger NEXT_PORT = new AtomicInteger(FIRST_PORT);

    private TestAddresses() {}

    static NodeAddress next() {
        return new NodeAddress(host(), NEXT_PORT.getAndIncrement(), NEXT_PORT.getAndIncrement());
    }

    private static String host() {
        if (!System.getProperty("os.name").equals("Linux")) {
            return "127.0.0.1";
        }
        long pid = ProcessHandle.current().pid();
        return "127." + (64 + (pid >> 14) % 128) + "." + ((pid >> 7) % 128 + 1) + "." + (pid % 128 + 1);
    }
}
