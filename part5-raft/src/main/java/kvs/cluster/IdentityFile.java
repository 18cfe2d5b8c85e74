package kvs.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Path;
import kvs.io.Disk;
import org.jspecify.annotations.Nullable;

/**
 * The file {@code identity}: which node the directory belongs to.
 *
 * <pre>
 *   content := cluster:u64 node:u32 instance:u64 members:byte*
 * </pre>
 *
 * <p>{@code members} is UTF-8. {@link CheckedFile} describes the bytes around the content. One thread.
 */
final class IdentityFile {
    static final String NAME = "identity";
    private static final int FIXED_BYTES = 20;

    private final CheckedFile file;

    IdentityFile(Disk disk, Path directory) {
        file = new CheckedFile(
                disk,
                directory.resolve(NAME),
                "kvs-idn\n",
                1,
                1 << 20,
                "tells which node the directory belongs to: restore it from a copy; or remove this node from the cluster,"
                        + " and add it under a new id with an empty directory");
    }

    /** Returns whose directory it is; null if there is no file. */
    @Nullable
    Identity read() throws IOException {
        ByteBuffer in = file.read();
        if (in == null) {
            return null;
        }
        if (in.remaining() < FIXED_BYTES) {
            throw file.impossible("expected " + FIXED_BYTES + " bytes or more, found " + in.remaining());
        }
        long cluster = in.getLong();
        int node = in.getInt();
        if (node < 1) {
            throw file.impossible("no node has the id " + node);
        }
        long instance = in.getLong();
        try {
            return new Identity(
                    cluster, node, instance, UTF_8.newDecoder().decode(in).toString());
        } catch (CharacterCodingException _) {
            throw file.impossible("the list of members is not UTF-8");
        }
    }

    void store(Identity identity) throws IOException {
        byte[] members = identity.members().getBytes(UTF_8);
        ByteBuffer out = ByteBuffer.allocate(FIXED_BYTES + members.length);
        out.putLong(identity.cluster()).putInt(identity.node()).putLong(identity.instance());
        file.replace(out.put(members).array());
    }
}
