package kvs.sharded;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Jedis;
import redis.clients.jedis.JedisPubSub;
import redis.clients.jedis.Pipeline;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.Response;
import redis.clients.jedis.Transaction;
import redis.clients.jedis.params.ScanParams;
import redis.clients.jedis.params.SetParams;
import redis.clients.jedis.resps.ScanResult;

/** Jedis with its default settings works with this server. */
class JedisTest {
    private Served served;
    private RedisClient client;

    @BeforeEach
    void connect() throws IOException {
        served = Served.start(Served.Keys.TWO_SHARDS_OF_SLABS);
        client = served.closeLater(RedisClient.create("127.0.0.1", served.port()));
    }

    @AfterEach
    void stop() throws IOException {
        served.close();
    }

    @Test
    void sets_gets_and_removes() {
        assertThat(client.set("key", "value")).isEqualTo("OK");
        assertThat(client.get("key")).isEqualTo("value");
        assertThat(client.get("other")).isNull();
        assertThat(client.incr("number")).isEqualTo(1);
        assertThat(client.mget("key", "other", "number")).containsExactly("value", null, "1");
        assertThat(client.del("key", "other", "number")).isEqualTo(2);
    }

    @Test
    void keeps_every_byte() {
        byte[] all = new byte[256];
        for (int i = 0; i < all.length; i++) {
            all[i] = (byte) i;
        }
        client.set(all, all);
        assertThat(client.get(all)).isEqualTo(all);
        byte[] large = new byte[1 << 20];
        client.set("large".getBytes(UTF_8), large);
        assertThat(client.get("large".getBytes(UTF_8))).isEqualTo(large);
    }

    @Test
    void sets_an_expiry() {
        client.set("key", "value", SetParams.setParams().ex(1000));
        assertThat(client.ttl("key")).isBetween(900L, 1000L);
        assertThat(client.persist("key")).isEqualTo(1);
        assertThat(client.ttl("key")).isEqualTo(-1);
        assertThat(client.expireAt("key", 1)).isEqualTo(1);
        assertThat(client.get("key")).isNull();
    }

    @Test
    void gets_the_answers_of_a_pipeline_in_order() {
        try (Pipeline pipeline = client.pipelined()) {
            for (int i = 0; i < 1000; i++) {
                pipeline.set("key" + i, "value" + i);
            }
            List<Object> answers = pipeline.syncAndReturnAll();
            assertThat(answers).hasSize(1000).containsOnly("OK");
        }
        try (Pipeline pipeline = client.pipelined()) {
            List<Response<String>> answers = new java.util.ArrayList<>();
            for (int i = 0; i < 1000; i++) {
                answers.add(pipeline.get("key" + i));
            }
            pipeline.sync();
            for (int i = 0; i < 1000; i++) {
                assertThat(answers.get(i).get()).isEqualTo("value" + i);
            }
        }
    }

    @Test
    void runs_a_transaction_unless_a_watched_key_has_changed() {
        try (Jedis one = new Jedis("127.0.0.1", served.port())) {
            one.watch("a", "b");
            Transaction transaction = one.multi();
            transaction.set("a", "1");
            Response<Long> counted = transaction.incr("b");
            assertThat(transaction.exec()).hasSize(2);
            assertThat(counted.get()).isEqualTo(1);

            one.watch("a", "b");
            client.set("b", "changed");
            transaction = one.multi();
            transaction.set("a", "2");
            assertThat(transaction.exec()).isNull();
            assertThat(one.get("a")).isEqualTo("1");
        }
    }

    @Test
    void receives_published_messages() throws Exception {
        CountDownLatch subscribed = new CountDownLatch(2);
        List<String> received = new java.util.concurrent.CopyOnWriteArrayList<>();
        JedisPubSub listener = new JedisPubSub() {
            @Override
            public void onSubscribe(String channel, int count) {
                subscribed.countDown();
            }

            @Override
            public void onMessage(String channel, String message) {
                received.add(channel + ": " + message);
                if (message.equals("last")) {
                    unsubscribe();
                }
            }
        };
        CompletableFuture<Void> listening = CompletableFuture.runAsync(
                () -> client.subscribe(listener, "news", "other"), Thread::startVirtualThread);
        subscribed.await();
        assertThat(client.publish("news", "first")).isEqualTo(1);
        assertThat(client.publish("elsewhere", "unheard")).isZero();
        assertThat(client.publish("other", "last")).isEqualTo(1);
        listening.get();
        assertThat(received).containsExactly("news: first", "other: last");
        // The connection goes back to the pool, and serves commands again.
        assertThat(client.set("key", "value")).isEqualTo("OK");
    }

    @Test
    void finds_all_keys_with_scan() {
        Set<String> stored = new HashSet<>();
        for (int i = 0; i < 500; i++) {
            client.set("key" + i, "value");
            stored.add("key" + i);
        }
        client.set("other", "value");
        Set<String> found = new HashSet<>();
        String cursor = ScanParams.SCAN_POINTER_START;
        do {
            ScanResult<String> part =
                    client.scan(cursor, new ScanParams().match("key*").count(20));
            found.addAll(part.getResult());
            cursor = part.getCursor();
        } while (!cursor.equals(ScanParams.SCAN_POINTER_START));
        assertThat(found).isEqualTo(stored);
    }
}
