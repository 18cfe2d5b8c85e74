package kvs.engine.log;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import kvs.engine.EngineOption;

/**
 * When a write is durable: what a caller knows when {@code set} or {@code remove} returns.
 *
 * <pre>
 *              survives a kill of the process     survives loss of power
 *   ALWAYS     yes                                yes
 *   INTERVAL   yes                                if it is older than the interval
 *   NEVER      yes                                after the operating system has written it back: some 30 seconds
 * </pre>
 *
 * <p>A crash loses the writes after some point in time, and none before it: there is never a hole.
 *
 * <p>This is what the engine {@code kvs} promises. {@link kvs.engine.mvstore} takes the same policies and promises less for two
 * of them.
 */
public enum Fsync {
    ALWAYS,
    INTERVAL,
    NEVER;

    private static final EngineOption POLICY = EngineOption.oneOf(
            "fsync",
            "When a write survives a loss of power: before it is answered, after --fsync-interval, or at some later time.",
            "always",
            "interval",
            "never");

    private static final EngineOption TIME = new EngineOption(
            "fsync-interval",
            "MS",
            Pattern.compile("[1-9]\\d{0,5}"),
            "100",
            "With --fsync interval: how many milliseconds of writes a loss of power may take.");

    /** Returns the command-line options of an engine that has policies. */
    public static List<EngineOption> options() {
        return List.of(POLICY, TIME);
    }

    /** Returns the policy in the settings of an engine that has these {@link #options}. */
    public static Fsync of(Map<String, String> settings) {
        return valueOf(setting(settings, POLICY).toUpperCase(Locale.ROOT));
    }

    /** Returns the interval in the settings, whatever the policy. */
    public static Duration interval(Map<String, String> settings) {
        return Duration.ofMillis(Long.parseLong(setting(settings, TIME)));
    }

    private static String setting(Map<String, String> settings, EngineOption option) {
        return Objects.requireNonNull(settings.get(option.name()), option.name());
    }
}
