/**
 * Takes no lock. Two threads force at the same time, and one of them may change to the next segment while the
 * other forces this one. The value of {@code durable} depends on which of them writes it last.
 *
 * @sees a second force that ends while the first is under way
 * @probably one force at a time: hold the lock {@code forcing}
 */
class LogWriter {
    long force() throws IOException {
        requireNotBroken();
        try {
            durable = active.force();
        } catch (IOException e) {
            throw breakDown(e);
        }
        return durable;
    }
}
