/**
 * Grants the shard to each transaction that asks. The second becomes the holder while the first one runs its commands.
 *
 * @sees two transactions that have the same shard at the same time
 * @probably the shard is granted although another transaction holds it: hold has to look at the holder
 */
class Shard {
    void hold(Hold hold) {
        grant(hold);
    }
}
