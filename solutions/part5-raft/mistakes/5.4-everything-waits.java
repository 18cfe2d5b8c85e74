/**
 * Lets every message wait, to be safe. Nothing is lost, and each entry costs two forces after each other instead of two
 * at the same time; heartbeats wait for the disk, too, so that a slow disk looks like a dead leader.
 *
 * @sees refusals and the entries of a leader that wait
 * @probably every message waits: a leader sends its entries only after its own force, and heartbeats stand behind the
 *     disk
 */
class Outbox {
    static boolean waitsForDisk(Message message) {
        return true;
    }
}
