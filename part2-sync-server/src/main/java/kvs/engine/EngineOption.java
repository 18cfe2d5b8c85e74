package kvs.engine;

import java.util.regex.Pattern;

/**
 * An option of an engine. A program that opens engines offers these on its command line, and need not know what they
 * mean: {@code --fsync always}.
 *
 * @param name the name on the command line, without its leading dashes: lower-case letters, digits and single dashes
 * @param label the allowed values, as {@code --help} shows them: {@code always|never}; empty for a flag, whose value is
 *     {@code true} or {@code false}
 * @param pattern matches the allowed values
 * @param byDefault the value if the option is not set; matches the pattern
 * @param description one sentence, without the default
 */
public record EngineOption(String name, String label, Pattern pattern, String byDefault, String description) {
    private static final Pattern SWITCH = Pattern.compile("true|false");

    public EngineOption {
        if (!name.matches("[a-z0-9]+(-[a-z0-9]+)*")) {
            throw new IllegalArgumentException("not an option name (use a-z, 0-9 and single dashes): \"" + name + "\"");
        }
        if (!pattern.matcher(byDefault).matches()) {
            throw new IllegalArgumentException("--" + name + " does not allow its own default: " + byDefault);
        }
    }

    /** Creates a flag, which is off by default. */
    public static EngineOption flag(String name, String description) {
        return new EngineOption(name, "", SWITCH, "false", description);
    }

    /** Creates an option with a choice of words, the first of which is the default. */
    public static EngineOption oneOf(String name, String description, String... words) {
        String all = String.join("|", words);
        return new EngineOption(name, all, Pattern.compile(all), words[0], description);
    }

    public boolean isFlag() {
        return label.isEmpty();
    }

    /**
     * Returns {@code value}, if it is allowed.
     *
     * @throws IllegalArgumentException with a sentence for the operator, if it is not
     */
    public String checked(String value) {
        if (!pattern.matcher(value).matches()) {
            throw new IllegalArgumentException("--" + name + " must be " + label + ", but is \"" + value + "\"");
        }
        return value;
    }
}
