/**
 * Counts a sync from the moment at which it is invoked. While it runs it has promised nothing yet, so a correct store
 * fails.
 *
 * @sees three operations counted as durable at disk operation 7, where the sync has only begun
 * @probably a sync makes its promise when it returns: {@code returned()}, not {@code invoked()}
 */
class CrashLaws {
    static int durable(DiskHistory<Call> history, int crashedAt) {
        int durable = 0;
        for (int i = 0; i < history.operations().size(); i++) {
            Operation<Call> operation = history.operations().get(i);
            if (operation.call() instanceof Call.Sync && operation.invoked() <= crashedAt) {
                durable = i + 1;
            }
        }
        return durable;
    }
}
