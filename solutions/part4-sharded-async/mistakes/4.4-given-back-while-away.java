/**
 * Gives the batches back when the connection is closed. They are still with other loops: the next client fills the same batch
 * while a shard writes the replies of the last one into it. In March 2023 the Python client of Redis mixed up the replies of two
 * users in this way, when a request was cancelled after it had been sent (redis-py issue 2624, the incident of ChatGPT).
 *
 * @sees a batch that is free for other clients while another loop has it
 * @probably a batch that is with another loop must not be given back before it is home, so close has to look at outstanding
 */
class Round {
    void close() {
        closed = true;
        clear();
    }
}
