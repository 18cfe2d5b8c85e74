package kvs.cli;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import kvs.engine.EngineOption;
import kvs.engine.Engines;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.ISetter;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/** The options of the available engines on a command line, and the values that were given there. */
public final class EngineSettings {
    /** The launcher's property with the names of the engines that it ships, separated by commas. */
    private static final String SHIPPED = "kvs.engines";

    private final Engines engines;
    private final Map<String, String> values = new LinkedHashMap<>();

    public EngineSettings(Engines engines) {
        this.engines = engines;
    }

    /**
     * Adds an option to {@code command} for each option of an engine.
     *
     * @throws IOException with a sentence, if an engine that the program ships is missing: the default would be weaker
     */
    public void addTo(CommandSpec command) throws IOException {
        requireShipped(System.getProperty(SHIPPED, ""));
        engines.options().forEach((_, option) -> command.addOption(spec(option, command)));
    }

    private void requireShipped(String shipped) throws IOException {
        for (String name : shipped.split(",", -1)) {
            if (!name.isEmpty() && !engines.names().contains(name)) {
                throw new IOException("the engine \"" + name
                        + "\" is missing, which belongs to this program; available engines: "
                        + String.join(", ", engines.names()) + "; build the program again: a jar of it may be damaged");
            }
        }
    }

    /** Returns the values on the command line, by the name of the option. */
    public Map<String, String> values() {
        return values;
    }

    private OptionSpec spec(EngineOption option, CommandSpec command) {
        return OptionSpec.builder("--" + option.name())
                .type(option.isFlag() ? boolean.class : String.class)
                .arity(option.isFlag() ? "0" : "1")
                .paramLabel(option.label())
                .description(option.description() + (option.isFlag() ? "" : " Default: " + option.byDefault()))
                .setter(new ISetter() {
                    @Override
                    public <T> T set(T value) {
                        keep(option, value, command);
                        return value;
                    }
                })
                .build();
    }

    private <T> void keep(EngineOption option, T value, CommandSpec command) {
        // null: the option is not on the command line.
        if (value != null) {
            try {
                values.put(option.name(), option.checked(value.toString()));
            } catch (IllegalArgumentException e) {
                throw new ParameterException(command.commandLine(), String.valueOf(e.getMessage()), e);
            }
        }
    }
}
