/**
 * Flushes the records to the operating system and calls them durable. They survive as long as the machine has power:
 * killing the process shows no fault. A power failure takes the orders of the last half minute.
 *
 * @shipped the reference solution of PingCAP's course "Practical Networked Applications in Rust" (Talent Plan):
 *     {@code set} flushes its writer and never forces the file
 * @sees a write that had returned, and is missing after a loss of power
 * @probably the policy ALWAYS promises the disk, and only the operating system has what was flushed
 */
class LogEngine {
    private void makeDurable() throws IOException {
        log.flush();
    }
}
