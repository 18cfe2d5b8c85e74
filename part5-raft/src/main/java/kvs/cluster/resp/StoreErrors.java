package kvs.cluster.resp;

import kvs.cluster.NodeAddress;
import kvs.cluster.Replication;
import kvs.raft.kv.Response;

/**
 * What clients are told when the store does not do what they asked. The first word is the code that programs look at:
 *
 * <pre>
 *   ERR         the command is wrong, or asks for what this store does not have
 *   TRYAGAIN    a limit, or no leader; the command had no effect, except for a part of the keys of a DEL
 *   NOTLEADER   this node does not forward; the leader's id and address follow
 *   UNKNOWN     the write may have happened, or may still happen
 * </pre>
 */
final class StoreErrors {
    static final String SYNTAX = "ERR syntax error";
    static final String NO_EXPIRY =
            "ERR expiry is not supported by the replicated store: send SET without EX, PX, EXAT," + " PXAT and KEEPTTL";

    private static final String UNKNOWN =
            "UNKNOWN the write may have happened: the node lost the leader before the answer; read the key before you"
                    + " repeat the write";
    private static final String BUSY =
            "TRYAGAIN the store has no leader at the moment or is at a limit; the command had no"
                    + " effect, so send it again";

    private static final String PARTLY = "; some of the keys may be deleted already";

    private final Replication replication;

    StoreErrors(Replication replication) {
        this.replication = replication;
    }

    /** Returns the error for an answer that is not what the command is about. */
    String of(Response response) {
        return switch (response) {
            case Response.NotLeader(int leader) -> notLeader(leader);
            case Response.MayHaveHappened() -> UNKNOWN;
            case Response.Busy() -> BUSY;
            case Response.Rejected(String reason) -> "ERR " + reason;
            case Response.SessionOpened _,
                    Response.Done _,
                    Response.Mismatch _,
                    Response.SessionExpired _,
                    Response.Found _,
                    Response.Missing _,
                    Response.Rows _,
                    Response.Changed _,
                    Response.Transferred _,
                    Response.StatusOf _ ->
                "ERR the store gave an answer that does not belong to the command: "
                        + response.getClass().getSimpleName();
        };
    }

    /** Returns the error for an answer about one key of a DEL, which may have deleted others. */
    String ofPart(Response response) {
        return response instanceof Response.Busy
                ? "TRYAGAIN the store has no leader at the moment or is at a limit" + PARTLY
                        + ", so send the command again for the rest"
                : of(response) + PARTLY;
    }

    private String notLeader(int leader) {
        if (leader == 0) {
            return BUSY;
        }
        NodeAddress address = replication.address(leader);
        String where = address == null ? "" : ", which serves the cluster's own clients at " + address.forClients();
        return "NOTLEADER the leader is node " + leader + where + "; send the command to the RESP port of that node";
    }
}
