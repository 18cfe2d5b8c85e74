/**
 * Counts a write as durable when it is issued. The leader then counts itself before its own force, and commits an entry
 * that is on one disk of three.
 *
 * @shipped goraft, pull request 150, on purpose; openraft until 2024, pull request 1125, for the first entry of a term;
 *     d-engine, issue 329
 * @sees entries that are durable before the disk has completed anything
 * @probably a write counts as durable when it is issued: only its completion says that it is
 */
class Durability {
    long issue(long last) {
        issued++;
        pending.addLast(new Pending(issued, last));
        durable = last;
        return issued;
    }
}
