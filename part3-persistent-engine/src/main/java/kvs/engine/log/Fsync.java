package kvs.engine.log;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import kvs.engine.EngineOption;

/**
 * When a write is safe: what a caller knows when {@code set} or {@code remove} returns.
 *
 * <pre>
 *              survives a kill of the process     survives loss of power
 *   ALWAYS     yes                                yes
 *   INTERVAL   yes                                if it is older than the interval
 *   NEVER      yes                                when the operating system got round to it: some 30 seconds
 * </pre>
 *
 * <p>Whatever was lost, it is the last writes, all from some moment on: never one from among others that are there.
 *
 * <p>So much for this engine. {@link kvs.engine.mvstore} takes the same words, and promises less for two of them.
 */
public enum Fsync {
    ALWAYS,
    INTERVAL,
    NEVER;

    private static final EngineOption POLICY = EngineOption.oneOf(
            "fsync",
            "When a write is safe from loss of power: before it is answered, after --fsync-interval, or some time.",
            "always",
            "interval",
            "never");

    private static final EngineOption TIME = new EngineOption(
            "fsync-interval",
            "MS",
            Pattern.compile("[1-9]\\d{0,5}"),
            "100",
            "With --fsync interval: how many milliseconds of writes a loss of power may take.");

    /** What an engine that has policies offers on a command line. */
    public static List<EngineOption> options() {
        return List.of(POLICY, TIME);
    }

    /** The policy in the settings of an engine that has these {@link #options}. */
    public static Fsync of(Map<String, String> settings) {
        return valueOf(setting(settings, POLICY).toUpperCase(Locale.ROOT));
    }

    /** The interval in the settings, whatever the policy. */
    public static Duration interval(Map<String, String> settings) {
        return Duration.ofMillis(Long.parseLong(setting(settings, TIME)));
    }

    private static String setting(Map<String, String> settings, EngineOption option) {
        return Objects.requireNonNull(settings.get(option.name()), option.name());
    }
}
