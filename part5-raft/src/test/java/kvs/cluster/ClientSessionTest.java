package kvs.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import kvs.cluster.resp.FakeStore;
import kvs.net.Acceptor;
import kvs.net.Connection;
import kvs.net.EventLoop;
import kvs.net.ManualClock;
import kvs.net.NetLimits;
import kvs.net.NetStats;
import kvs.protocol.Bytes;
import kvs.raft.kv.Request;
import kvs.raft.kv.RequestCodec;
import kvs.raft.kv.Response;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A client of a store that answers when the test says so. */
@Timeout(60)
class ClientSessionTest {
    private static final int REQUESTS = 100;
    private static final int VALUE_BYTES = 100_000;
    private static final int MAX_OUTPUT_BYTES = 1 << 20;

    private final FakeStore store = new FakeStore();

    private static <T> T onLoop(EventLoop loop, Callable<T> task) throws InterruptedException, ExecutionException {
        CompletableFuture<T> result = new CompletableFuture<>();
        if (!loop.offer(() -> {
            try {
                result.complete(task.call());
            } catch (Exception e) {
                result.completeExceptionally(e);
            }
        })) {
            throw new IllegalStateException("the loop takes no messages");
        }
        return result.get();
    }

    private ClientPort port(NetStats stats) {
        NodeOptions options = NodeOptions.of(1, Path.of("unused"), NodeOptions.parseMembers("1=127.0.0.1,2=127.0.0.1"));
        Admission admission = new Admission(10, 10);
        return new ClientPort(options, store, new NodeMetrics(store, stats, admission), admission);
    }

    /** All of a client's requests may be answered in one turn, before any of the output can be sent. */
    @Test
    void the_answers_of_one_turn_do_not_take_more_memory_than_one_connection_may() throws Exception {
        NetStats stats = new NetStats();
        EventLoop loop = new EventLoop(
                "test-loop",
                NetLimits.DEFAULT.withMaxOutputBytes(MAX_OUTPUT_BYTES),
                new ManualClock(),
                stats,
                failure -> {
                    throw new IllegalStateException(failure);
                });
        loop.start();
        store.keepOpen();
        ClientPort port = port(stats);
        CompletableFuture<Connection> opened = new CompletableFuture<>();
        Acceptor acceptor = Acceptor.open(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                Acceptor.Mode.PORT_PER_LOOP,
                List.of(loop),
                connection -> {
                    opened.complete(connection);
                    return port.open(connection);
                });
        try (Socket client =
                new Socket(acceptor.address().getAddress(), acceptor.address().getPort())) {
            sendGets(client);
            while (onLoop(loop, () -> store.open.size() < REQUESTS)) {
                Thread.yield();
            }
            int most = onLoop(loop, () -> {
                int highest = 0;
                while (!store.open.isEmpty()) {
                    store.answer(0, new Response.Found(Bytes.copyOf(new byte[VALUE_BYTES])));
                    highest = Math.max(highest, opened.join().pendingBytes());
                }
                return highest;
            });
            assertThat(most).isBetween(MAX_OUTPUT_BYTES / 2, MAX_OUTPUT_BYTES + 2 * VALUE_BYTES);
            assertThat(client.getInputStream().readAllBytes()).hasSizeLessThan(MAX_OUTPUT_BYTES);
        } finally {
            acceptor.close();
            loop.stop(Duration.ZERO);
        }
    }

    private static void sendGets(Socket client) throws IOException {
        ByteBuf out = Unpooled.buffer();
        for (int id = 1; id <= REQUESTS; id++) {
            Frames.write(out, RequestCodec.proto(id, new Request.Get(Bytes.utf8("k"), false)));
        }
        out.readBytes(client.getOutputStream(), out.readableBytes());
    }
}
