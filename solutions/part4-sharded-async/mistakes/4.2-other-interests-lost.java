/**
 * Sets the interest in one operation and forgets the others. A connection that asks for room does not read any more.
 *
 * @sees a key that has lost its interest in reading
 * @probably the other interests are lost: set or clear one bit of the field, and leave the rest
 */
class Wire {
    void interest(int operation, boolean on) {
        int wanted = on ? operation : 0;
        if (wanted != interest) {
            interest = wanted;
            key.interestOps(wanted);
        }
    }
}
