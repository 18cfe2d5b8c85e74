/**
 * Leaves a message on the queue while it runs, and takes it off afterwards. One that throws stays there and runs again in each
 * turn; no other message comes through.
 *
 * @sees a message that throws twice
 * @probably a message stays in the queue while it runs: one that throws stays there for ever
 */
class Mailbox {
    int drain(int max) {
        int run = 0;
        while (run < max) {
            Runnable message = messages.peek();
            if (message == null) {
                break;
            }
            message.run();
            messages.poll();
            run++;
        }
        return run;
    }
}
