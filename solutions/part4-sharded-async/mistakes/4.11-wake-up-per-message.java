/**
 * Counts a wake-up, a system call, for each message. A loop that is awake already needs none: with many clients nearly all
 * messages are of this kind.
 *
 * @sees too many wake-ups as soon as there are two clients
 * @probably only the first message finds the loop asleep: those of the other clients arrive while it is awake
 */
final class Predictions {
    static int wakeUps(Design design, int clients, int depth) {
        return design == Design.SHARDS ? clients * 2 * crossings(depth) : 0;
    }
}
