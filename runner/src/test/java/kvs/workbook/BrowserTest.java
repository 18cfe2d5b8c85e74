package kvs.workbook;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BrowserTest {
    private static final Path PAGE = Path.of("my run.html").toAbsolutePath();
    private static final String URL = PAGE.toUri().toString();

    @Test
    void asks_each_system_in_its_own_way() {
        assertThat(Browser.command("Mac OS X", Map.of(), PAGE)).contains(List.of("open", URL));
        assertThat(Browser.command("Windows 11", Map.of(), PAGE))
                .contains(List.of("rundll32", "url.dll,FileProtocolHandler", URL));
        assertThat(Browser.command("Linux", Map.of("DISPLAY", ":0"), PAGE)).contains(List.of("xdg-open", URL));
        assertThat(Browser.command("Linux", Map.of("WAYLAND_DISPLAY", "wayland-0"), PAGE))
                .contains(List.of("xdg-open", URL));
        assertThat(URL).endsWith("/my%20run.html");
    }

    @Test
    void opens_nothing_without_a_display() {
        assertThat(Browser.command("Linux", Map.of("TERM", "xterm"), PAGE)).isEmpty();
    }
}
