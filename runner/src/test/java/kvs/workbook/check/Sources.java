package kvs.workbook.check;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;

/** A course of one class and its tests, made of strings. */
public final class Sources {

    public static final List<Path> LIBRARIES = Arrays.stream(
                    System.getProperty("java.class.path").split(File.pathSeparator))
            .map(Path::of)
            .toList();

    private Sources() {}

    /** {@code course.Learned} as the course has it, with this body for {@code int answer() throws Exception}. */
    static String learned(String body) {
        return """
                package course;

                class Learned {
                    int answer() throws Exception {
                        %s
                    }
                }
                """.formatted(body);
    }

    static Map<String, String> overlay(String body) {
        return Map.of("course/Learned.java", learned(body));
    }

    static Path jar(Path file, Map<String, String> sources) throws IOException {
        return jarOf(file, compiled(sources));
    }

    /** The classes by binary name. */
    public static Map<String, byte[]> compiled(Map<String, String> sources) throws IOException {
        try (SourceCompiler compiler = new SourceCompiler()) {
            Compilation compilation = compiler.compile(sources, LIBRARIES, List.of());
            if (!(compilation instanceof Compilation.Compiled(var classes))) {
                throw new AssertionError("the course does not compile: " + compilation);
            }
            return classes;
        }
    }

    public static Path jarOf(Path file, Map<String, byte[]> classes) throws IOException {
        try (OutputStream out = Files.newOutputStream(file);
                JarOutputStream jar = new JarOutputStream(out)) {
            for (Map.Entry<String, byte[]> entry : classes.entrySet()) {
                jar.putNextEntry(new JarEntry(entry.getKey().replace('.', '/') + ".class"));
                jar.write(entry.getValue());
            }
        }
        return file;
    }

    /** One test class, {@code course.LearnedTest}, besides the class under test. */
    static Map<String, String> course() {
        return Map.of(
                "course/Learned.java",
                learned("return 42;"),
                "course/LearnedTest.java",
                """
                package course;

                import static org.assertj.core.api.Assertions.assertThat;

                import java.util.List;
                import org.junit.jupiter.api.*;
                import org.junit.jupiter.params.ParameterizedTest;
                import org.junit.jupiter.params.provider.ValueSource;

                class LearnedTest {
                    @Test @Tag("1.1") void answers() throws Exception {
                        assertThat(new Learned().answer()).isEqualTo(42);
                    }

                    @Test @Tag("1.2") void first() {}

                    @ParameterizedTest @ValueSource(ints = {1, 2}) @Tag("1.2") void each(int number) {}

                    @Nested @Tag("1.3") class Within {
                        @Test void nested() {}
                    }
                }
                """,
                "course/LearnedProperties.java",
                """
                package course;

                import net.jqwik.api.*;
                import net.jqwik.api.constraints.IntRange;

                class LearnedProperties {
                    @Property(seed = "20261120") @Tag("1.4") void stays_small(@ForAll @IntRange(min = 0, max = 100000) int number) throws Exception {
                        if (number > new Learned().answer()) throw new AssertionError("too big: " + number);
                    }
                }
                """,
                "course/BrokenSetUpTest.java",
                """
                package course;

                import org.junit.jupiter.api.*;

                @Tag("1.5") class BrokenSetUpTest {
                    @BeforeAll static void set_up() throws Exception { throw new IllegalStateException("no set-up"); }
                    @Test void never_run() {}
                }
                """,
                "course/InheritedTest.java",
                """
                package course;

                class InheritedTest extends LearnedTest {}
                """,
                "course/SkippedTest.java",
                """
                package course;

                import org.junit.jupiter.api.*;

                @Disabled("not today") @Tag("1.6") class SkippedTest {
                    @Test void one() {}
                    @Test void two() {}
                }
                """);
    }
}
