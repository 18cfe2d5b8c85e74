package kvs.engine;

import java.util.regex.Pattern;

/**
 * What can be set of an engine. A program that opens engines offers these on its command line and need not know what
 * they mean: {@code --fsync always}.
 *
 * @param name as on the command line, without its dashes: lower-case letters, digits and single dashes
 * @param label what may be written behind it, for a person: {@code always|never}; empty for one that is a switch, whose
 *     value is {@code true} or {@code false}
 * @param pattern what may be written behind it
 * @param byDefault its value where nobody sets it; fits the pattern
 * @param description one sentence, without the default
 */
public record EngineOption(String name, String label, Pattern pattern, String byDefault, String description) {
    private static final Pattern SWITCH = Pattern.compile("true|false");

    public EngineOption {
        if (!name.matches("[a-z0-9]+(-[a-z0-9]+)*")) {
            throw new IllegalArgumentException("no name for an option: \"" + name + "\"");
        }
        if (!pattern.matcher(byDefault).matches()) {
            throw new IllegalArgumentException("--" + name + " has a default that it forbids: " + byDefault);
        }
    }

    /** One that is either there or not. By default it is not. */
    public static EngineOption flag(String name, String description) {
        return new EngineOption(name, "", SWITCH, "false", description);
    }

    /** One of some words, the first of which is the default. */
    public static EngineOption oneOf(String name, String description, String... words) {
        String all = String.join("|", words);
        return new EngineOption(name, all, Pattern.compile(all), words[0], description);
    }

    public boolean isFlag() {
        return label.isEmpty();
    }

    /**
     * {@code value}, if it may be set.
     *
     * @throws IllegalArgumentException with a sentence, if not
     */
    public String checked(String value) {
        if (!pattern.matcher(value).matches()) {
            throw new IllegalArgumentException("--" + name + " is to be " + label + ", but is \"" + value + "\"");
        }
        return value;
    }
}
