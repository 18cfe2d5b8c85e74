package kvs.sharded;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Supplier;
import kvs.net.NetLimits;
import kvs.protocol.Codec;
import kvs.resp.RespLimits;
import kvs.shard.ValueMap;
import org.jspecify.annotations.Nullable;

/**
 * What a server is started with.
 *
 * @param address where it listens; port 0 for any free port
 * @param codec the protocol, if it is not Redis's; null for that
 * @param shards the number of loops, each with its shard; 0 for the recorded number, or one for each processor
 * @param design the way to the keys
 * @param map makes the map of a shard
 * @param reusePort whether each loop accepts for itself on the same port, instead of one acceptor for all
 * @param storage where the data is kept; null for memory only
 * @param net limits on connections
 * @param resp limits on commands
 * @param maxSubscriberBytes the output that waits for a subscriber, at which it is closed
 * @param shutdownFromAnywhere whether clients on other machines may stop the server
 */
public record ShardedOptions(
        InetSocketAddress address,
        @Nullable Codec codec,
        int shards,
        Design design,
        Supplier<ValueMap> map,
        boolean reusePort,
        @Nullable Storage storage,
        NetLimits net,
        RespLimits resp,
        int maxSubscriberBytes,
        boolean shutdownFromAnywhere) {

    /**
     * The engines on disk.
     *
     * @param directory holds a directory for each shard
     * @param engine its name; null for the one that has written the directory, or the default
     * @param settings its options
     */
    public record Storage(Path directory, @Nullable String engine, Map<String, String> settings) {}

    /** Returns these options with words of at most {@code max} bytes. */
    ShardedOptions withMaxBulkBytes(int max) {
        RespLimits limited = new RespLimits(
                resp.maxWords(),
                Math.min(max, resp.maxBulkBytes()),
                resp.maxLineBytes(),
                resp.maxMessageBytes(),
                resp.maxNesting());
        return new ShardedOptions(
                address,
                codec,
                shards,
                design,
                map,
                reusePort,
                storage,
                net,
                limited,
                maxSubscriberBytes,
                shutdownFromAnywhere);
    }
}
