package kvs.workbook;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Finds words that hide the actor or the quantity, in Javadoc, comments, texts, and names of tests: "somebody waits" says
 * neither which thread waits, nor "so many bytes" how many.
 *
 * @param allowed lines, without the blanks around them, in which such a word is right: true quotations
 */
record PlainWords(Set<String> allowed) {

    private static final String DOES = "(?:has|is|wants|reads|looks|comes|waits|knows|asks|finds)\\b";

    /** What to look for, and what to write instead. Names of tests are read with blanks for underscores. */
    private static final Map<String, Pattern> RULES = Map.of(
            "name the actor",
            word("somebody|nobody|anybody|everybody|whoever|whom|strangers?"),
            "name the actor, not who",
            // "A learner who reads" is fine; who without a noun in front of it is not.
            Pattern.compile("(?:^\\W*|[.:;(\"]\\s*|\\b(?:and|or|but|that|than|of|for|by|to|when|if|as) )who " + DOES
                    + "|\\bWho " + DOES),
            "name the quantity",
            word("so (?:many|much)|as (?:many|much) as it takes"),
            "no inverted conditional",
            word("(?:were|be) it"),
            "live or stale",
            word("rubbish|of no use|of use"),
            "the glossary's word",
            word("vouch\\w*|farewell|upkeep"),
            "MAX_",
            Pattern.compile("\\bMOST \\w+|\\bMOST_\\w+"));

    private static Pattern word(String words) {
        return Pattern.compile("\\b(?:" + words + ")\\b", Pattern.CASE_INSENSITIVE);
    }

    /** The words in a file or in all Java files below a directory, as {@code file:line: word: what to do}. */
    List<String> in(Path root, String place) throws IOException {
        Path start = root.resolve(place);
        if (!Files.exists(start)) {
            return List.of(place + ": there is no such file or directory; correct the list of places");
        }
        List<String> found = new ArrayList<>();
        try (Stream<Path> files = Files.walk(start)) {
            for (Path file : files.filter(path -> path.toString().endsWith(".java"))
                    .sorted()
                    .toList()) {
                String name = root.relativize(file).toString().replace('\\', '/');
                found.addAll(inText(name, Files.readString(file)));
            }
        }
        return found;
    }

    /** The same in one text. */
    List<String> inText(String name, String text) {
        List<String> found = new ArrayList<>();
        List<String> lines = text.lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            if (allowed.contains(lines.get(i).strip())) {
                continue;
            }
            String line = lines.get(i).replace('_', ' ');
            for (Map.Entry<String, Pattern> rule : RULES.entrySet()) {
                Matcher matcher = rule.getValue().matcher(line);
                while (matcher.find()) {
                    found.add(name + ":" + (i + 1) + ": '" + matcher.group().strip() + "': " + rule.getKey());
                }
            }
        }
        return found;
    }
}
