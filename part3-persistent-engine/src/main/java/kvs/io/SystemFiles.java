package kvs.io;

import java.util.regex.Pattern;

/**
 * Names that file systems make by themselves in any directory.
 *
 * <pre>
 *   lost+found             ext2 to ext4: at the root of a volume, for what fsck finds
 *   .nfs000000000012a4…    NFS: a file that was deleted while a process had it open
 *   .fuse_hidden000000…    FUSE: the same
 *   .snapshot              NFS and parallel file systems: copies of the directory
 * </pre>
 */
final class SystemFiles {
    private static final Pattern NAME =
            Pattern.compile("lost\\+found|\\.nfs[0-9a-fA-F]+|\\.fuse_hidden[0-9a-fA-F]+|\\.snapshot");

    private SystemFiles() {}

    /** Returns whether {@code name} is one of them. */
    static boolean isOne(String name) {
        return NAME.matcher(name).matches();
    }
}
