package kvs.benchmarks.load;

import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;

/** Small loads for tests. */
final class Loads {
    static final InetSocketAddress NOWHERE = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    private Loads() {}

    /** One client that asks {@code requests} in one batch for one key, or stores "abc" there. */
    static Load oneBatch(LoadProtocol protocol, int requests, boolean reads) {
        return new Load(
                NOWHERE,
                protocol,
                1,
                requests,
                1,
                new Load.Amount.Requests(requests),
                new Load.Mix(1, Load.Choice.UNIFORM, 3, reads ? 1 : 0),
                Duration.ZERO,
                1);
    }

    /** Half reads, uniform. */
    static Load mixed(LoadProtocol protocol, int clients, int pipeline, int threads, Load.Amount amount) {
        return new Load(
                NOWHERE,
                protocol,
                clients,
                pipeline,
                threads,
                amount,
                new Load.Mix(1000, Load.Choice.ZIPFIAN, 20, 0.5),
                Duration.ZERO,
                7);
    }

    static Progress silent() {
        return new Progress(new PrintStream(PrintStream.nullOutputStream()), false, "");
    }
}
