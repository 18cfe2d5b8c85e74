package kvs.raft;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import kvs.protocol.Fact;

/**
 * Expected outputs as text files under {@code src/test/resources}. {@code mvn -pl part5-raft test -Dscenarios.update=true}
 * writes them anew; the difference is then for a person to read, line by line.
 */
final class Golden {
    private static final Path RESOURCES = Path.of("src/test/resources");

    private Golden() {}

    static List<Path> files(String folder) {
        try (Stream<Path> files = Files.list(RESOURCES.resolve(folder))) {
            return files.filter(file -> file.toString().endsWith(".txt"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "could not list " + RESOURCES.resolve(folder).toAbsolutePath(), e);
        }
    }

    static Path file(String name) {
        return RESOURCES.resolve(name);
    }

    static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException("could not read " + file.toAbsolutePath(), e);
        }
    }

    /** Compares the lines of {@code file} with {@code got}, or replaces them if that is asked for. */
    static void check(Path file, List<String> got) {
        if (Boolean.getBoolean("scenarios.update")) {
            try {
                Files.write(file, got);
            } catch (IOException e) {
                throw new UncheckedIOException("could not write " + file.toAbsolutePath(), e);
            }
        }
        List<String> expected = lines(file);
        for (int i = 0; i < Math.max(expected.size(), got.size()); i++) {
            String wanted = i < expected.size() ? expected.get(i) : "(nothing)";
            String present = i < got.size() ? got.get(i) : "(nothing)";
            Fact.when("run " + file + ", line " + (i + 1) + context(got, i))
                    .usually("if the new behaviour is right, run with -Dscenarios.update=true and read the difference")
                    .gives(wanted, present);
        }
    }

    /** Shows the command to which a line belongs. */
    private static String context(List<String> lines, int line) {
        for (int i = Math.min(line, lines.size() - 1); i >= 0; i--) {
            if (lines.get(i).startsWith("> ")) {
                return ", output of \"" + lines.get(i).substring(2) + "\"";
            }
        }
        return "";
    }
}
