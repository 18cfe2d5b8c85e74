package kvs.net;

import kvs.protocol.Fact;
import org.junit.jupiter.api.Test;

class PoolTest {
    private final Pool<byte[]> pool = new Pool<>(3, 100, array -> array.length);

    @Test
    void the_one_that_came_last_is_the_next() {
        byte[] first = new byte[10];
        byte[] second = new byte[10];
        pool.offer(first);
        pool.offer(second);
        Fact.when("offer(first), offer(second), poll() is the second").gives(true, pool.poll() == second);
        Fact.when("poll() after it is the first").gives(true, pool.poll() == first);
        Fact.when("poll() of an empty pool").gives(null, pool.poll());
    }

    @Test
    void keeps_no_more_than_its_number() {
        for (int i = 0; i < 3; i++) {
            Fact.when("offer() number " + (i + 1) + " of 3").gives(true, pool.offer(new byte[0]));
        }
        Fact.when("a fourth offer()").gives(false, pool.offer(new byte[0]));
        Fact.when("size()").gives(3, pool.size());
    }

    @Test
    void keeps_no_more_than_its_memory() {
        Fact.when("offer(60 of 100 bytes)").gives(true, pool.offer(new byte[60]));
        Fact.when("offer(41 bytes) after it").gives(false, pool.offer(new byte[41]));
        Fact.when("offer(40 bytes) after it").gives(true, pool.offer(new byte[40]));
        pool.poll();
        Fact.when("poll(), offer(40 bytes)").gives(true, pool.offer(new byte[40]));
        Fact.when("size()").gives(2, pool.size());
    }
}
