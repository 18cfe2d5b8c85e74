/**
 * Takes the messages off the queue first and runs them then. When one throws, those after it are on no queue any more.
 *
 * @sees messages that are gone after one that throws
 * @probably the messages are taken off the queue before the first one runs: those after one that throws are lost
 */
class Mailbox {
    int drain(int max) {
        java.util.List<Runnable> taken = new java.util.ArrayList<>();
        while (taken.size() < max) {
            Runnable message = messages.poll();
            if (message == null) {
                break;
            }
            taken.add(message);
        }
        for (Runnable message : taken) {
            message.run();
        }
        return taken.size();
    }
}
