package kvs.resp;

import kvs.shard.Slice;
import org.jspecify.annotations.Nullable;

/** The handler of a command whose word 1 names a subcommand, each with an arity and flags of its own. */
interface Container {

    /** Returns the subcommand with this name, in upper or lower case; null if there is none. */
    @Nullable
    CommandSpec find(Slice word);
}
