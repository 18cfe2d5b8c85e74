package kvs.ratis;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import kvs.raft.kv.Response;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftGroupMemberId;
import org.apache.ratis.protocol.exceptions.LeaderNotReadyException;
import org.apache.ratis.protocol.exceptions.LeaderSteppingDownException;
import org.apache.ratis.protocol.exceptions.NotLeaderException;
import org.apache.ratis.protocol.exceptions.ResourceUnavailableException;
import org.junit.jupiter.api.Test;

/** What a client is told of a request that Ratis did not carry out. */
class FailuresTest {
    private static final RaftGroupMemberId MEMBER = RaftGroupMemberId.valueOf(RatisPeers.id(1), RaftGroupId.randomId());

    private static NotLeaderException notLeader() {
        return new NotLeaderException(MEMBER, null, List.of());
    }

    @Test
    void a_write_that_is_in_the_log_is_never_answered_as_not_done() {
        for (Throwable cause : List.of(
                notLeader(),
                // Ratis throws it before the log, and also directly after it has appended the entry.
                new ResourceUnavailableException("failed to add a pending write request"),
                new IOException("closed"),
                new IllegalStateException("not running"))) {
            assertThat(Failures.response(cause, true, 2))
                    .as("the answer to a write in the log, after %s", cause)
                    .isEqualTo(new Response.MayHaveHappened());
        }
    }

    @Test
    void a_request_that_has_not_reached_the_log_can_be_sent_again() {
        assertThat(Failures.response(notLeader(), false, 2)).isEqualTo(new Response.NotLeader(2));
        for (Throwable cause : List.of(
                new ResourceUnavailableException("failed to acquire a pending write request"),
                new LeaderNotReadyException(MEMBER),
                new LeaderSteppingDownException("stepping down"),
                new IOException("closed"))) {
            assertThat(Failures.response(cause, false, 2))
                    .as("the answer after %s", cause)
                    .isEqualTo(new Response.Busy());
        }
    }
}
