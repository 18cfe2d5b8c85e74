/**
 * Forces under every policy. Nothing is ever lost, but an operator who has chosen NEVER to load a million keys waits a
 * million times for the disk.
 *
 * @sees forces under a policy that promises none
 * @probably the options are ignored: only under ALWAYS does each write wait for a force
 */
class LogEngine {
    private void makeDurable() throws IOException {
        log.flush();
        log.force();
    }
}
