package kvs.ratis;

import kvs.raft.kv.Response;
import org.apache.ratis.protocol.exceptions.LeaderNotReadyException;
import org.apache.ratis.protocol.exceptions.LeaderSteppingDownException;
import org.apache.ratis.protocol.exceptions.NotLeaderException;
import org.apache.ratis.protocol.exceptions.ReconfigurationInProgressException;
import org.apache.ratis.protocol.exceptions.ReconfigurationTimeoutException;
import org.apache.ratis.protocol.exceptions.SetConfigurationException;
import org.apache.ratis.protocol.exceptions.TransferLeadershipException;

/**
 * What a client is told when Ratis has not carried out its request.
 *
 * <p>{@link Response.Busy} and {@link Response.NotLeader} promise that the request had no effect and has none later: the client
 * sends it again. The exception alone does not say so. Ratis answers {@code NotLeaderException} also for a write in the log
 * of a leader which was deposed, and {@code ResourceUnavailableException} also for one that it has just appended. So a request
 * that has reached the log ({@link OpenRequest#appended}) is answered {@link Response.MayHaveHappened}.
 */
final class Failures {
    private Failures() {}

    /**
     * Returns the answer for a request that failed.
     *
     * @param appended whether the request may be in a log
     * @param leader the leader as far as this node knows, or 0
     */
    static Response response(Throwable cause, boolean appended, int leader) {
        return switch (cause) {
            case TransferLeadershipException _ ->
                new Response.Rejected("The target did not take over in time; this node leads on");
            case ReconfigurationTimeoutException _ ->
                new Response.Rejected("The new node did not catch up in time: start it with --join before it is added,"
                        + " and check its address");
            // Each of these comes before the log, also for a change of the members, which counts as appended from the
            // start.
            case LeaderNotReadyException _,
                    LeaderSteppingDownException _,
                    ReconfigurationInProgressException _,
                    SetConfigurationException _ -> new Response.Busy();
            default -> {
                if (appended) {
                    yield new Response.MayHaveHappened();
                }
                yield cause instanceof NotLeaderException ? new Response.NotLeader(leader) : new Response.Busy();
            }
        };
    }
}
