/**
 * Lets the connection go on when the first answer has arrived. Other batches of the round are still with their shards, whose
 * loops may be writing replies to them.
 *
 * @sees a connection that joins its replies before all shards have answered
 * @probably the connection goes on at the first answer: it may only do so when no other is outstanding
 */
class Round {
    private void arrived() {
        outstanding--;
        if (closed) {
            if (outstanding == 0) {
                clear();
            }
        } else {
            whenComplete.run();
        }
    }
}
