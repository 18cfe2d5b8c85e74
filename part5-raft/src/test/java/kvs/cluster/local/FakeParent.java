package kvs.cluster.local;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;

/** Starts three fake nodes, pauses one of them when it gets a line, says so, and waits to be killed. */
final class FakeParent {
    private FakeParent() {}

    public static void main(String[] words) throws IOException, InterruptedException {
        LocalCluster cluster = Clusters.of(Integer.parseInt(words[0]), new Output(System.out));
        cluster.start();
        System.in.read();
        cluster.act(LocalCluster.Action.PAUSE, 2);
        System.out.println("paused");
        new CountDownLatch(1).await();
    }
}
