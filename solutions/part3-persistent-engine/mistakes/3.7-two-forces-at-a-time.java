/**
 * Takes no turn. Two threads force at the same time, and one of them changes to the next segment while the other is
 * still at this one: what {@code durable} says depends on who is the last to write it.
 *
 * @sees a second force that is done while the first is under way
 * @probably {@code forcing} is the lock under which one thread forces at a time
 */
class RecordLog {
    public long force() throws IOException {
        refuseIfBroken();
        try {
            durable = active.force();
        } catch (IOException e) {
            throw breakDown(e);
        }
        return durable;
    }
}
