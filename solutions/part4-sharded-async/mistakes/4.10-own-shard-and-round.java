/**
 * Begins with the first shard at or after the client's own, goes up, and begins again at 0 after the last. It looks like an order.
 * It is a different one for each loop, and two or more transactions can wait for each other in a ring.
 *
 * @sees two clients that wait for ever, and no message in any mailbox
 * @probably the order begins at the own shard, so it is another one for each loop: transactions wait for each other in
 *     a ring
 */
class Hold {
    private int next() {
        int shard = shards.nextSetBit(home.shard().index());
        while (shard >= 0 && taken.get(shard)) {
            shard = shards.nextSetBit(shard + 1);
        }
        if (shard < 0) {
            shard = shards.nextSetBit(0);
            while (shard >= 0 && taken.get(shard)) {
                shard = shards.nextSetBit(shard + 1);
            }
        }
        return shard;
    }
}
