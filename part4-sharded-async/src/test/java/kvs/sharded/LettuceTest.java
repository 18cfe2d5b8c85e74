package kvs.sharded;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.KeyScanCursor;
import io.lettuce.core.KeyValue;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.RedisURI;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.ScanCursor;
import io.lettuce.core.SetArgs;
import io.lettuce.core.TransactionResult;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Lettuce with its default settings works with this server. */
class LettuceTest {
    private Served served;
    private RedisClient client;
    private StatefulRedisConnection<String, String> connection;
    private RedisCommands<String, String> commands;

    @BeforeEach
    void connect() throws IOException {
        served = Served.start(Served.Keys.THREE_SHARDS_OF_OBJECTS);
        client = served.closeLater(RedisClient.create(RedisURI.create("127.0.0.1", served.port())));
        connection = client.connect();
        commands = connection.sync();
    }

    @AfterEach
    void stop() throws IOException {
        served.close();
    }

    @Test
    void sets_gets_and_removes() {
        assertThat(commands.set("key", "value")).isEqualTo("OK");
        assertThat(commands.get("key")).isEqualTo("value");
        assertThat(commands.get("other")).isNull();
        assertThat(commands.mget("key", "other"))
                .containsExactly(KeyValue.just("key", "value"), KeyValue.empty("other"));
        assertThat(commands.del("key", "other")).isEqualTo(1);
    }

    @Test
    void keeps_every_byte() {
        byte[] all = new byte[256];
        for (int i = 0; i < all.length; i++) {
            all[i] = (byte) i;
        }
        RedisCommands<byte[], byte[]> bytes =
                client.connect(ByteArrayCodec.INSTANCE).sync();
        bytes.set(all, all);
        assertThat(bytes.get(all)).isEqualTo(all);
    }

    @Test
    void sets_an_expiry() {
        commands.set("key", "value", SetArgs.Builder.ex(1000));
        assertThat(commands.ttl("key")).isBetween(900L, 1000L);
        assertThat(commands.expire("key", -1)).isTrue();
        assertThat(commands.get("key")).isNull();
    }

    @Test
    void gets_the_answers_of_a_pipeline_in_order() throws Exception {
        List<RedisFuture<Long>> counts = new ArrayList<>();
        List<RedisFuture<String>> stored = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            counts.add(connection.async().incr("count"));
            stored.add(connection.async().set("key" + i, "value"));
        }
        for (int i = 0; i < 1000; i++) {
            assertThat(counts.get(i).get()).isEqualTo(i + 1);
            assertThat(stored.get(i).get()).isEqualTo("OK");
        }
    }

    @Test
    void runs_a_transaction_unless_a_watched_key_has_changed() {
        commands.watch("a", "b");
        commands.multi();
        commands.set("a", "1");
        commands.incr("b");
        TransactionResult done = commands.exec();
        assertThat(done.wasDiscarded()).isFalse();
        assertThat(done.<Object>get(1)).isEqualTo(1L);

        commands.watch("a", "b");
        client.connect().sync().set("b", "changed");
        commands.multi();
        commands.set("a", "2");
        assertThat(commands.exec().wasDiscarded()).isTrue();
        assertThat(commands.get("a")).isEqualTo("1");
    }

    @Test
    void receives_published_messages() throws Exception {
        BlockingQueue<String> received = new LinkedBlockingQueue<>();
        StatefulRedisPubSubConnection<String, String> subscriber = client.connectPubSub();
        subscriber.addListener(new RedisPubSubAdapter<>() {
            @Override
            public void message(String channel, String message) {
                received.add(channel + ": " + message);
            }

            @Override
            public void message(String pattern, String channel, String message) {
                received.add(pattern + " " + channel + ": " + message);
            }
        });
        subscriber.sync().subscribe("news");
        subscriber.sync().psubscribe("ot*");
        assertThat(commands.publish("news", "first")).isEqualTo(1);
        assertThat(commands.publish("other", "second")).isEqualTo(1);
        assertThat(received.take()).isEqualTo("news: first");
        assertThat(received.take()).isEqualTo("ot* other: second");
        subscriber.sync().unsubscribe("news");
        assertThat(commands.publish("news", "unheard")).isZero();
    }

    @Test
    void finds_all_keys_with_scan() {
        Set<String> stored = new HashSet<>();
        for (int i = 0; i < 500; i++) {
            commands.set("key" + i, "value");
            stored.add("key" + i);
        }
        commands.set("other", "value");
        Set<String> found = new HashSet<>();
        ScanArgs some = ScanArgs.Builder.matches("key*").limit(20);
        KeyScanCursor<String> cursor = commands.scan(some);
        found.addAll(cursor.getKeys());
        while (!cursor.isFinished()) {
            cursor = commands.scan(ScanCursor.of(cursor.getCursor()), some);
            found.addAll(cursor.getKeys());
        }
        assertThat(found).isEqualTo(stored);
    }
}
