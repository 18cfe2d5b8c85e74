package kvs.workbook;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Opens a page in the learner's browser, where there is a display. */
final class Browser {
    private Browser() {}

    /** Opens a page. Does nothing if there is no display, or no program that opens pages: the page has been named. */
    static void open(Path page) {
        Optional<List<String>> command = command(System.getProperty("os.name"), System.getenv(), page);
        if (command.isEmpty()) {
            return;
        }
        try {
            new ProcessBuilder(command.get())
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException _) {
            // There is no such program.
        }
    }

    /** Returns the command that opens a page; empty if there is no display. */
    static Optional<List<String>> command(String system, Map<String, String> environment, Path page) {
        String name = system.toLowerCase(Locale.ROOT);
        String url = page.toUri().toString();
        if (name.startsWith("mac")) {
            return Optional.of(List.of("open", url));
        }
        if (name.startsWith("windows")) {
            return Optional.of(List.of("rundll32", "url.dll,FileProtocolHandler", url));
        }
        boolean display = environment.containsKey("DISPLAY") || environment.containsKey("WAYLAND_DISPLAY");
        return display ? Optional.of(List.of("xdg-open", url)) : Optional.empty();
    }
}
