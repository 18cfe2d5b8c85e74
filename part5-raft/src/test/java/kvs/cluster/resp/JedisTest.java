package kvs.cluster.resp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.Pipeline;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.Response;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.params.ScanParams;
import redis.clients.jedis.params.SetParams;
import redis.clients.jedis.resps.ScanResult;

/** Jedis with its default settings works with the replicated store. */
class JedisTest {
    private RespNode node;
    private RedisClient client;

    @BeforeEach
    void connect() throws IOException {
        node = new RespNode();
        client = RedisClient.create("127.0.0.1", node.port());
    }

    @AfterEach
    void stop() throws IOException {
        client.close();
        node.close();
    }

    @Test
    void sets_gets_and_removes() {
        assertThat(client.set("key", "value")).isEqualTo("OK");
        assertThat(client.get("key")).isEqualTo("value");
        assertThat(client.get("other")).isNull();
        assertThat(client.exists("key", "other")).isEqualTo(1);
        assertThat(client.mget("key", "other")).containsExactly("value", null);
        assertThat(client.del("key", "other")).isEqualTo(1);
        assertThat(client.ping()).isEqualTo("PONG");
    }

    @Test
    void sets_on_conditions() {
        assertThat(client.set("key", "1", SetParams.setParams().xx())).isNull();
        assertThat(client.set("key", "1", SetParams.setParams().nx())).isEqualTo("OK");
        assertThat(client.set("key", "2", SetParams.setParams().nx())).isNull();
        assertThat(client.setGet("key", "3", SetParams.setParams().xx())).isEqualTo("1");
        assertThat(client.get("key")).isEqualTo("3");
        assertThatThrownBy(() -> client.set("key", "4", SetParams.setParams().ex(10)))
                .isInstanceOf(JedisDataException.class)
                .hasMessageContaining("expiry is not supported");
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
    void gets_the_answers_of_a_pipeline_in_order() {
        try (Pipeline pipeline = client.pipelined()) {
            List<Response<String>> gets = new ArrayList<>();
            for (int i = 0; i < 1000; i++) {
                pipeline.set("key" + i, "value" + i);
                gets.add(pipeline.get("key" + i));
            }
            pipeline.sync();
            for (int i = 0; i < 1000; i++) {
                assertThat(gets.get(i).get()).isEqualTo("value" + i);
            }
        }
    }

    @Test
    void finds_all_keys_with_scan() {
        Set<String> stored = new HashSet<>();
        for (int i = 0; i < 500; i++) {
            client.set("key" + i, "value");
            stored.add("key" + i);
        }
        client.set("other", "value");
        List<String> found = new ArrayList<>();
        String cursor = ScanParams.SCAN_POINTER_START;
        do {
            ScanResult<String> part =
                    client.scan(cursor, new ScanParams().match("key*").count(20));
            found.addAll(part.getResult());
            cursor = part.getCursor();
        } while (!cursor.equals(ScanParams.SCAN_POINTER_START));
        assertThat(found).containsExactlyInAnyOrderElementsOf(stored);
    }
}
