package kvs.cluster.local;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.concurrent.CountDownLatch;

/** A program that behaves as a node does towards the process that started it, and does nothing else. */
final class FakeNode {
    private FakeNode() {}

    /** How it behaves. */
    enum Manner {
        /** Stops when it gets SIGTERM. */
        OBEYS,
        /** Does not. */
        IGNORES_SIGTERM,
        /** Ends with an error right away. */
        FAILS
    }

    /**
     * Runs until it is stopped, or its parent has gone.
     *
     * @param words the manner, and a port: the connection to it lives as long as the process
     */
    public static void main(String[] words) throws IOException, InterruptedException {
        Manner manner = Manner.valueOf(words[0]);
        if (manner == Manner.FAILS) {
            System.err.println("error: could not bind");
            System.exit(1);
        }
        Socket life = new Socket(InetAddress.getLoopbackAddress(), Integer.parseInt(words[1]));
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            if (manner == Manner.IGNORES_SIGTERM) {
                await(new CountDownLatch(1));
            }
            System.out.println("stops");
        }));
        System.out.println("began");
        System.in.transferTo(OutputStream.nullOutputStream());
        // The parent has gone.
        life.close();
        System.exit(1);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
