/**
 * Repeats a force that has failed, because the failure may have been temporary. The second force succeeds: the system
 * has marked the pages that it could not write as written, and has nothing left to do. A lost record is acknowledged.
 *
 * @shipped PostgreSQL until February 2019 (11.2 and the releases of that day): a failed fsync of a data file was tried
 *     again with the next checkpoint, which could then succeed without the data; since then it panics ("PANIC on
 *     fsync() failure")
 * @sees a write whose force has failed, and which is acknowledged all the same
 * @probably a force failed and the call succeeded: the failure has to reach the caller, even if a second force succeeds
 */
class LogWriter {
    long force() throws IOException {
        synchronized (forcing) {
            requireNotBroken();
            try {
                durable = active.force();
            } catch (IOException first) {
                try {
                    durable = active.force();
                } catch (IOException e) {
                    throw breakDown(e);
                }
            }
            return durable;
        }
    }
}
