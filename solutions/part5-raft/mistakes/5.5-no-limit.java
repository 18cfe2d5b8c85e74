/**
 * Takes as many reads as clients send. If no majority answers, they fill the memory.
 *
 * @sees reads above the limit that are taken
 * @probably the number of reads that wait has no limit
 */
class Reads {
    boolean mayWait(boolean transferring, int max) {
        return !transferring;
    }
}
