/**
 * Counts a sync from the moment at which it is called. In the middle of it nothing is promised, and a right store is
 * convicted for what it was about to do.
 *
 * @sees three steps that are taken for safe at operation 7, where the sync has only begun
 * @probably a promise is made when the call returns: {@code ended}, not {@code began}
 */
class CrashLaws {
    static int safe(Story story, int operations) {
        int safe = 0;
        for (int i = 0; i < story.steps().size(); i++) {
            Step step = story.steps().get(i);
            if (step.deed() instanceof Deed.Sync && step.began() <= operations) {
                safe = i + 1;
            }
        }
        return safe;
    }
}
