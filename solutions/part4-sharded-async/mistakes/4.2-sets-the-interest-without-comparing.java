/**
 * Sets the key's interest each time, also if it is what it was. The result is the same, at the price of a system call for each
 * answer.
 *
 * @sees changes of the key that change nothing
 * @probably the key is set although its interest does not change: compare with the field first
 */
class Wire {
    void interest(int operation, boolean on) {
        interest = on ? interest | operation : interest & ~operation;
        key.interestOps(interest);
    }
}
