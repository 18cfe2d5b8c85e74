/**
 * Leaves all clearing to the last answer. If none is outstanding, no answer comes, and the batches are never given back.
 *
 * @sees batches that are lost when a client leaves after its shards have answered and before it was sent the replies
 * @probably no answer is outstanding, so none will come that clears the round: close has to do it at once
 */
class Round {
    void close() {
        closed = true;
    }
}
