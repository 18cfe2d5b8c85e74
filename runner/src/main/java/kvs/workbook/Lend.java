package kvs.workbook;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import kvs.workbook.course.Exercise;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** For the build of the exercises: writes what {@code check} would compile, so that Maven comes to the same verdict. */
@Command(name = "lend", hidden = true, description = "Writes the sources that a check compiles.")
final class Lend extends DeskCommand {
    @Parameters(index = "0", paramLabel = "ID")
    @SuppressWarnings("NullAway.Init")
    String id;

    @Parameters(index = "1", paramLabel = "DIR", description = "Emptied first; gets main/java and test/java.")
    @SuppressWarnings("NullAway.Init")
    Path directory;

    @Override
    int run(Desk desk) throws Exception {
        Exercise exercise = desk.exercise(id);
        Answer answer = Answer.to(exercise, desk);
        deleteBelow(directory);
        for (Map.Entry<String, String> source : answer.sources().entrySet()) {
            Path inPart = answer.inPart().getOrDefault(source.getKey(), Path.of(source.getKey()));
            Path file = directory.resolve(inPart.subpath(1, inPart.getNameCount()));
            Files.createDirectories(file.getParent());
            Files.writeString(file, source.getValue());
        }
        return 0;
    }

    private static void deleteBelow(Path directory) throws IOException {
        if (Files.exists(directory)) {
            try (Stream<Path> files = Files.walk(directory)) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    Files.delete(file);
                }
            }
        }
    }
}
