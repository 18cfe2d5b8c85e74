/**
 * Takes the shard of the client's own loop first, which costs no message. Two transactions from two loops each have their own
 * shard then, and each waits for the other's. In 2025 Dragonfly switched off an optimisation for transactions of a single shard,
 * since it had caused a deadlock (dragonfly issue 4648).
 *
 * @sees two clients that wait for ever, and no message in any mailbox
 * @probably the own shard is taken first, wherever a transaction begins: two of them then have what the other one waits for
 */
class Hold {
    private int next() {
        int own = home.shard().index();
        if (shards.get(own) && !taken.get(own)) {
            return own;
        }
        int shard = shards.nextSetBit(0);
        while (shard >= 0 && taken.get(shard)) {
            shard = shards.nextSetBit(shard + 1);
        }
        return shard;
    }
}
