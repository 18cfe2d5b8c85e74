package kvs.sharded;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AddLifecycleHook;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import net.jqwik.api.lifecycle.LifecycleContext;
import net.jqwik.api.lifecycle.PropagationMode;
import net.jqwik.api.lifecycle.SkipExecutionHook;
import org.jspecify.annotations.Nullable;

/**
 * The same bytes go to a real redis-server and to this server, and the answers are the same bytes, but for those that
 * {@link Sameness} lists.
 *
 * <p>A longer hunt, in new conversations each time: {@code mvn -pl part4-sharded-async test
 * -Dtest=RedisDifferentialTest -Dkvs.hunt.minutes=5}, from the seed {@code -Dkvs.hunt.seed=…} on, if given.
 */
@AddLifecycleHook(value = RedisDifferentialTest.OnlyWithRedis.class, propagateTo = PropagationMode.ALL_DESCENDANTS)
class RedisDifferentialTest {
    /** A conversation that hangs is shrunk in steps that hang, too: one for each deed, each at most this long. */
    private static final Duration MAX_WAIT_TO_SHRINK = Duration.ofSeconds(2);

    private static @Nullable RedisProcess redis;
    private static final Map<Served.Keys, Served> SERVERS = new EnumMap<>(Served.Keys.class);

    /** Skips these tests without a redis-server. */
    static final class OnlyWithRedis implements SkipExecutionHook {
        @Override
        public SkipResult shouldBeSkipped(LifecycleContext context) {
            Optional<String> missing = RedisProcess.missing();
            return missing.isPresent() ? SkipResult.skip(missing.get()) : SkipResult.doNotSkip();
        }
    }

    @BeforeContainer
    static void start() throws IOException {
        redis = RedisProcess.start();
        for (Served.Keys keys : Served.Keys.values()) {
            SERVERS.put(keys, Served.start(keys));
        }
    }

    @AfterContainer
    static void stop() throws IOException {
        for (Served served : SERVERS.values()) {
            served.close();
        }
        SERVERS.clear();
        if (redis != null) {
            redis.close();
        }
    }

    /** Shrinks by itself: each step may have to wait for a reply that does not come. */
    @Property(tries = 120, seed = "20210228", shrinking = ShrinkingMode.OFF)
    void answers_as_redis_does(@ForAll("conversations") List<Deed> deeds, @ForAll Served.Keys keys) {
        check("a conversation", deeds, keys);
    }

    @Example
    void hunts_as_long_as_it_is_asked_to() throws IOException {
        long end = System.nanoTime() + Long.getLong("kvs.hunt.minutes", 0) * 60_000_000_000L;
        long seed = Long.getLong("kvs.hunt.seed", System.nanoTime());
        int conversations = 0;
        for (; System.nanoTime() < end; seed++, conversations++) {
            Deeds source = new Deeds(new Random(seed));
            List<Deed> deeds = new ArrayList<>();
            for (int i = 0; i < 60; i++) {
                deeds.add(source.next());
            }
            Served.Keys keys = Served.Keys.values()[Math.floorMod(seed, Served.Keys.values().length)];
            check("-Dkvs.hunt.seed=" + seed, deeds, keys);
        }
        if (conversations > 0) {
            System.out.println(
                    "hunt: " + conversations + " conversations up to seed " + (seed - 1) + ", no difference");
        }
    }

    /** Plays a conversation. If it fails, says how, and how the shortest one fails that is left of it. */
    private static void check(String name, List<Deed> deeds, Served.Keys keys) {
        Optional<String> difference = difference(deeds, keys, TestClient.MAX_WAIT);
        if (difference.isPresent()) {
            throw new AssertionError(name + " differs, with " + keys + ", in short:\n" + shrunk(deeds, keys)
                    + "\nand in full:\n" + difference.get());
        }
    }

    /** Returns how the shortest conversation fails that is left when each deed is left out in turn. */
    private static String shrunk(List<Deed> deeds, Served.Keys keys) {
        List<Deed> left = new ArrayList<>(deeds);
        String shortest = "(the whole conversation)";
        for (int at = left.size() - 1; at >= 0; at--) {
            Deed deed = left.remove(at);
            Optional<String> difference = difference(left, keys, MAX_WAIT_TO_SHRINK);
            if (difference.isPresent()) {
                shortest = difference.get();
            } else {
                left.add(at, deed);
            }
        }
        return shortest;
    }

    /** Plays a conversation; returns how the servers differ, if they do. */
    private static Optional<String> difference(List<Deed> deeds, Served.Keys keys, Duration maxWait) {
        try (Duel duel = new Duel(
                Objects.requireNonNull(redis).address(),
                Objects.requireNonNull(SERVERS.get(keys)).address(),
                maxWait)) {
            for (Deed deed : deeds) {
                duel.play(deed);
            }
            return Optional.empty();
        } catch (AssertionError | IOException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    @Provide
    Arbitrary<List<Deed>> conversations() {
        Arbitrary<Deed> deed = Arbitraries.randomValue(random -> new Deeds(random).next());
        return deed.list().ofMinSize(1).ofMaxSize(40);
    }
}
