package kvs.resp;

import kvs.protocol.Bytes;
import org.jetbrains.lincheck.datastructures.BooleanGen;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.junit.jupiter.api.Test;

/** The results of concurrent calls that concern one channel are those of the same calls in some order. */
@Param(name = "first", gen = BooleanGen.class)
public class PubSubLincheck {
    private static final Bytes CHANNEL = Bytes.utf8("news");

    private final PubSub pubSub = new PubSub();
    private final Subscriber anna = message -> {};
    private final Subscriber ben = message -> {};

    @Operation
    public void subscribe(boolean first) {
        pubSub.subscribe(CHANNEL, first ? anna : ben);
    }

    @Operation
    public void unsubscribe(boolean first) {
        pubSub.unsubscribe(CHANNEL, first ? anna : ben);
    }

    @Operation
    public int subscribers() {
        return pubSub.subscribers(CHANNEL);
    }

    @Test
    void is_linearizable_under_stress() {
        new StressOptions()
                .iterations(6)
                .invocationsPerIteration(100)
                .threads(3)
                .actorsPerThread(3)
                .check(getClass());
    }

    @Test
    void is_linearizable_in_every_interleaving_that_was_tried() {
        new ModelCheckingOptions()
                .iterations(3)
                .invocationsPerIteration(100)
                .threads(2)
                .actorsPerThread(3)
                .check(getClass());
    }
}
