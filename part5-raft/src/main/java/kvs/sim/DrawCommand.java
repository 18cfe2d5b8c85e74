package kvs.sim;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code kvs-sim draw}: shows a trace that was recorded before, such as one of {@code replay --trace}. */
@Command(name = "draw", description = "Shows a recorded trace, without running anything.", sortOptions = false)
final class DrawCommand implements Callable<Integer> {
    private static final int WIDTH = 220;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "A trace, as lines of JSON.")
    @SuppressWarnings("NullAway.Init")
    Path file;

    @Option(names = "--html", paramLabel = "FILE", description = "Writes it as a page that shows it.")
    Optional<Path> html = Optional.empty();

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        try {
            List<String> lines = Files.readAllLines(file);
            // The page checks the trace; text is printed only of one that is whole.
            String page = Timeline.html(lines);
            if (html.isPresent()) {
                try (BufferedWriter writer = Files.newBufferedWriter(html.get())) {
                    writer.write(page);
                }
            }
            lines.stream().skip(1).filter(TraceText::isShown).forEach(line -> out.println(step(line) + text(line)));
        } catch (IllegalArgumentException e) {
            throw new IOException("could not draw " + file, e);
        }
        html.ifPresent(page -> out.println("timeline: " + page.toAbsolutePath()));
        return 0;
    }

    private static String step(String line) {
        Map<String, Object> event = JsonReader.object(line);
        long number = event.get("n") instanceof Double n ? n.longValue() : 0;
        return String.format("%4d  ", number);
    }

    private static String text(String line) {
        return TraceText.of(line, WIDTH);
    }
}
