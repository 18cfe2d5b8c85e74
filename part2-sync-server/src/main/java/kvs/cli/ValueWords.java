package kvs.cli;

import java.util.HashSet;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Marks the values on a command line, so that picocli takes none of them for an option.
 *
 * <pre>
 *   words := { option } command { option } KEY value ... { option }
 * </pre>
 *
 * <p>After {@code --}, picocli itself takes each word as it is.
 */
final class ValueWords {
    private static final String END_OF_OPTIONS = "--";

    private final String[] words;
    private final Set<String> options = new HashSet<>();

    private ValueWords(String[] words) {
        this.words = words.clone();
    }

    /** Returns the words for {@code line}, with each value marked that begins with a dash. */
    static String[] marked(CommandLine line, String... words) {
        ValueWords marked = new ValueWords(words);
        marked.mark(line);
        return marked.words;
    }

    private void mark(CommandLine program) {
        CommandLine line = program;
        for (int i = 0; i < words.length && !words[i].equals(END_OF_OPTIONS); i++) {
            String word = words[i];
            if (word.startsWith("-")) {
                options.add(word);
                i += hasArgument(line, word) ? 1 : 0;
                continue;
            }
            CommandLine command = line.getSubcommands().get(word);
            if (command == null) {
                if (line.getCommand() instanceof TakesValues values) {
                    markValues(values, i + 1);
                }
                return;
            }
            line = command;
        }
    }

    /** Returns whether the next word belongs to this option. */
    private static boolean hasArgument(CommandLine line, String word) {
        OptionSpec option = line.getCommandSpec().optionsMap().get(word);
        return option != null && option.arity().min() > 0;
    }

    private void markValues(TakesValues command, int from) {
        int taken = 0;
        for (int i = from;
                i < words.length && taken < command.values(options) && !words[i].equals(END_OF_OPTIONS);
                i++) {
            if (command.isOption(words[i])) {
                options.add(words[i]);
                continue;
            }
            taken++;
            if (words[i].startsWith("-")) {
                words[i] = Arguments.withoutDash(words[i]);
            }
        }
    }
}
