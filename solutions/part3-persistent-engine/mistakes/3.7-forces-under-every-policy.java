/**
 * Forces whatever the policy is. Nothing is ever lost, and who has chosen NEVER to load a million keys waits a million
 * times for the disk.
 *
 * @sees forces where the policy says that there is none
 * @probably the options are not asked: only ALWAYS wants each write to wait for a force
 */
class LogEngine {
    private void makeDurable() throws IOException {
        log.flush();
        log.force();
    }
}
