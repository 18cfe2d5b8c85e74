package kvs.sharded;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import kvs.protocol.Fact;
import kvs.resp.Arguments;
import kvs.resp.CommandSpec;
import kvs.resp.CommandTable;
import kvs.shard.Slice;
import org.junit.jupiter.api.Test;

/** What a loop keeps of the memory of its batches. */
class BatchPoolTest {
    private static final int MIB = 1 << 20;

    private final SteppedServer server = new SteppedServer(2);
    private final Worker worker = server.worker(0);

    private ShardBatch filled(int bytes) {
        ShardBatch batch = worker.takeBatch();
        Arguments words = new Arguments();
        words.add(new byte[bytes], 0, bytes);
        batch.add(anyCommand(), words);
        return batch;
    }

    private CommandSpec anyCommand() {
        CommandSpec command = CommandTable.standard().find(Slice.of("GET".getBytes(StandardCharsets.US_ASCII)));
        if (command == null) {
            throw new AssertionError("there is no GET");
        }
        return command;
    }

    @Test
    void a_batch_that_held_a_megabyte_is_used_again() {
        ShardBatch batch = filled(MIB);
        worker.giveBack(batch);
        ShardBatch next = worker.takeBatch();
        Fact.when("a batch of 1 MiB given back, the next one is the same").gives(true, next == batch);
        Fact.when("it still has its memory").gives(true, next.memory() >= MIB);
    }

    @Test
    void all_batches_of_a_pool_keep_16_MiB() {
        List<ShardBatch> batches = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            batches.add(filled(MIB));
        }
        batches.forEach(worker::giveBack);
        long kept = 0;
        for (int i = 0; i < 20; i++) {
            kept += worker.takeBatch().memory() >= MIB ? 1 : 0;
        }
        Fact.when("20 batches of 1 MiB given back, how many of the next 20 still have it")
                .gives(15L, kept);
    }

    @Test
    void what_is_taken_no_longer_counts() {
        for (int round = 0; round < 100; round++) {
            ShardBatch batch = filled(9 * MIB);
            worker.giveBack(batch);
            Fact.when("round " + round + ": a batch of 9 MiB given back, it keeps them")
                    .gives(true, batch.memory() >= 9 * MIB);
        }
    }
}
