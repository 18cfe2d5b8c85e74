package kvs.history;

/**
 * One recorded call.
 *
 * @param call what was called, with its arguments
 * @param invoked how many disk operations were done when the call began
 * @param returned how many disk operations were done when it returned
 */
public record Operation<C>(C call, int invoked, int returned) {}
