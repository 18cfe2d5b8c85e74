package kvs.raft.kv;

import kvs.protocol.Bytes;
import kvs.raft.MembershipChange;
import kvs.raft.Proposal;
import org.jspecify.annotations.Nullable;

/** Why a request is turned down before it is in any log. It had no effect. */
public final class Rejections {
    private Rejections() {}

    /** Returns what is wrong with a command, or null. */
    public static @Nullable String problem(KvCommand command, ReplicaOptions options) {
        if (command.key().length() > options.maxKeyBytes()) {
            return "The key has " + command.key().length() + " bytes; at most " + options.maxKeyBytes()
                    + " are allowed";
        }
        int longest = switch (command) {
            case KvCommand.Set(Bytes _, Bytes value) -> value.length();
            case KvCommand.Delete _ -> 0;
            case KvCommand.CompareAndSet(Bytes _, @Nullable Bytes expected, Bytes value) ->
                Math.max(value.length(), expected == null ? 0 : expected.length());
        };
        return longest <= options.maxValueBytes()
                ? null
                : "The value has " + longest + " bytes; at most " + options.maxValueBytes() + " are allowed";
    }

    /** Returns what is wrong with a change of the membership, as far as Raft does not judge it; or null. */
    public static @Nullable String problem(MembershipChange change) {
        if (change instanceof MembershipChange.AddLearner(int _, String address)
                && address.length() > EntryCodec.MAX_ADDRESS_LENGTH) {
            return "The address has " + address.length() + " characters; at most " + EntryCodec.MAX_ADDRESS_LENGTH
                    + " are allowed";
        }
        return null;
    }

    /** Returns the answer to a request that Raft did not take. */
    public static Response response(Proposal.Reason reason, int leader) {
        return switch (reason) {
            case NOT_LEADER -> new Response.NotLeader(leader);
            case TRANSFER, BUSY, CHANGE_IN_PROGRESS -> new Response.Busy();
            case TOO_LARGE -> new Response.Rejected("The command is larger than a log entry may be");
            case INVALID_CHANGE ->
                new Response.Rejected("The change is not possible: a node can join only once and under an id that was"
                        + " never used, only a member can leave, and the last voter cannot");
            case NOT_READY ->
                new Response.Rejected("The node is not ready: only a learner that has caught up can be promoted, and"
                        + " only a voter can become the leader");
        };
    }
}
