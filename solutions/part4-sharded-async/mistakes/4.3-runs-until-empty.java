/**
 * Runs messages until there are none. Messages that send messages keep the loop here, and its connections wait.
 *
 * @sees more messages run than were asked for
 * @probably drain() does not stop at {@code max}: messages that offer others keep the loop from its connections
 */
class Mailbox {
    int drain(int max) {
        int run = 0;
        for (Runnable message = messages.poll(); message != null; message = messages.poll()) {
            run++;
            message.run();
        }
        return run;
    }
}
