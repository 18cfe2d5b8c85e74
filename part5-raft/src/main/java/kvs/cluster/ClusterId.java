package kvs.cluster;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The id of a cluster that begins. */
public final class ClusterId {
    private ClusterId() {}

    /**
     * Returns the id that follows from the members. Nodes that are started with the same members find that they belong
     * together; others are kept apart.
     *
     * @param members as {@link NodeOptions#text} writes them
     */
    public static long of(String members) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(members.getBytes(StandardCharsets.UTF_8));
            return ByteBuffer.wrap(digest).getLong();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
