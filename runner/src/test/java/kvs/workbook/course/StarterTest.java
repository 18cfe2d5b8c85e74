package kvs.workbook.course;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StarterTest {

    private static final Path FILE = Path.of("part1-protocol/src/main/java/kvs/A.java");

    private static String starter(String reference) throws SourceException {
        return MarkedSource.parse(FILE, reference).starter();
    }

    @Test
    void a_marked_body_is_replaced_and_its_tag_stays() throws SourceException {
        assertThat(starter("""
                        package kvs;

                        final class A {

                            /**
                             * Adds.
                             *
                             * @exercise 1.2
                             */
                            static int add(int a, int b) {
                                return a + b;
                            }

                            int left() {
                                return 1;
                            }
                        }
                        """)).isEqualTo("""
                        package kvs;

                        final class A {

                            /**
                             * Adds.
                             *
                             * @exercise 1.2
                             */
                            static int add(int a, int b) {
                                throw new UnsupportedOperationException("exercise 1.2: not written yet");
                            }

                            int left() {
                                return 1;
                            }
                        }
                        """);
    }

    @Test
    void members_of_the_solution_go_with_their_javadoc_and_one_blank_line() throws SourceException {
        assertThat(starter("""
                        final class A {

                            /** @solution 1.1 */
                            private static final int ONE = 1; // one

                            /** @solution 1.1 */
                            private int two = 2;

                            int kept;

                            /** @exercise 1.1 */
                            int f() {
                                return g();
                            }

                            /**
                             * Helps.
                             *
                             * @solution 1.1, 1.2
                             */
                            private int g() {
                                return ONE;
                            }

                            /** @solution 1.1 */
                            private record Pair(int a, int b) {
                                int sum() {
                                    return a + b;
                                }
                            }
                        }
                        """)).isEqualTo("""
                        final class A {

                            int kept;

                            /** @exercise 1.1 */
                            int f() {
                                throw new UnsupportedOperationException("exercise 1.1: not written yet");
                            }
                        }
                        """);
    }

    @Test
    void imports_that_nothing_uses_any_more_go_and_others_stay() throws SourceException {
        String starter = starter("""
                package kvs;

                import static java.util.Map.entry;
                import static java.util.Objects.hash;

                import java.io.IOException;
                import java.nio.ByteBuffer;
                import java.util.*;
                import java.util.ArrayList;
                import java.util.List;
                import java.util.Map;
                import java.util.concurrent.TimeUnit;

                /** See {@link TimeUnit#SECONDS}. */
                final class A {

                    static final Object KEPT = hash(1);

                    /**
                     * Adds.
                     *
                     * @throws IOException never
                     * @see Map.Entry
                     * @exercise 1.2
                     */
                    static List<String> add() throws IOException {
                        entry(1, ByteBuffer.allocate(1));
                        return new ArrayList<>();
                    }
                }
                """);
        assertThat(starter).startsWith("""
                        package kvs;

                        import static java.util.Objects.hash;

                        import java.io.IOException;
                        import java.util.*;
                        import java.util.List;
                        import java.util.Map;
                        import java.util.concurrent.TimeUnit;

                        /** See""");
    }

    @Test
    void no_hole_is_left_where_all_imports_were() throws SourceException {
        String starter = starter("""
                package kvs;

                import java.util.ArrayList;
                import java.util.List;

                interface A {
                    /** @exercise 1.2 */
                    static int f() {
                        return List.of(new ArrayList<>()).size();
                    }
                }
                """);
        assertThat(starter).startsWith("package kvs;\n\ninterface A {\n");
    }

    @Test
    void braces_in_strings_text_blocks_and_comments_do_not_end_a_body() throws SourceException {
        String starter = starter("""
                class A {
                    /** Has } in it. @exercise no
                     * @exercise 1.2
                     */
                    @Deprecated(since = "}")
                    public <T extends Comparable<? super T>> String f(T t) {
                        char c = '}';
                        // }
                        /* } */
                        return "}" + \"""
                            { \\\""" }
                            \""" + c; // last }
                        // and a comment }
                    }

                    int after;
                }
                """);
        assertThat(starter).contains("""
                            public <T extends Comparable<? super T>> String f(T t) {
                                throw new UnsupportedOperationException("exercise 1.2: not written yet");
                            }

                            int after;
                        """);
    }

    @Test
    void crlf_and_tabs_are_kept() throws SourceException {
        String reference = "class A {\r\n\t/** @exercise 1.2 */\r\n\tint f() {\r\n\t\treturn 1;\r\n\t}\r\n}\r\n";
        assertThat(starter(reference))
                .isEqualTo(
                        "class A {\r\n\t/** @exercise 1.2 */\r\n\tint f() {\r\n\t\tthrow new UnsupportedOperationException("
                                + "\"exercise 1.2: not written yet\");\r\n\t}\r\n}\r\n");
    }

    @Test
    void constructors_records_nested_types_and_interfaces_can_have_exercises() throws SourceException {
        String reference = """
                public sealed interface A {
                    /** @exercise 1.1 */
                    static int parse(byte... bytes) {
                        return bytes.length;
                    }

                    /** @exercise 1.1 */
                    default int twice() {
                        return 2;
                    }

                    record Frame(byte[] bytes) implements A {
                        /** @exercise 1.2 */
                        public Frame {
                            bytes = bytes.clone();
                        }

                        /** @exercise 1.2 */
                        public Frame() {
                            this(new byte[0]);
                        }
                    }

                    enum Kind implements A {
                        ONE {
                            @Override
                            int f() {
                                return 1;
                            }
                        };

                        /** @exercise 1.2 */
                        int f() {
                            return 0;
                        }
                    }

                    final class Inner implements A {
                        private final int i;

                        /** @exercise 1.3 */
                        Inner(int i) {
                            this.i = i;
                        }

                        /** @exercise 1.3 */
                        Inner(long i) {
                            this.i = (int) i;
                        }
                    }
                }
                """;
        MarkedSource source = MarkedSource.parse(FILE, reference);
        assertThat(source.marked())
                .extracting(member -> member.key().toString())
                .containsExactly(
                        "A.parse(byte[])",
                        "A.twice()",
                        "A.Frame.Frame(compact)",
                        "A.Frame.Frame()",
                        "A.Kind.f()",
                        "A.Inner.Inner(int)",
                        "A.Inner.Inner(long)");
        assertThat(source.problems()).isEmpty();
        assertThat(source.exercises()).hasToString("[1.1, 1.2, 1.3]");
        assertThat(source.starter()).doesNotContain("return bytes.length", "return 2", "clone()", "this.i = ");
        assertThat(source.starter().lines().filter(line -> line.contains("not written yet")))
                .hasSize(7);
        assertThat(source.methods(new ExerciseId(1, 2)).getFirst())
                .isEqualTo(
                        new MarkedSource.Method(new ExerciseId(1, 2), "A.Frame", "Frame", List.of("compact"), 14, 16));
    }

    @Test
    void markdown_javadoc_is_javadoc_too() throws SourceException {
        assertThat(starter("""
                        class A {
                            /// Adds.
                            ///
                            /// @exercise 1.2
                            int f() {
                                return g();
                            }

                            /// Helps,
                            /// a lot.
                            /// @solution 1.2
                            int g() {
                                return 1;
                            }
                        }
                        """)).isEqualTo("""
                        class A {
                            /// Adds.
                            ///
                            /// @exercise 1.2
                            int f() {
                                throw new UnsupportedOperationException("exercise 1.2: not written yet");
                            }
                        }
                        """);
    }

    @Test
    void a_mark_is_a_block_tag_and_nothing_else() throws SourceException {
        MarkedSource source = MarkedSource.parse(FILE, """
                class A {
                    /** Not {@code @exercise 1.2}, and not @exercise 1.2 in a sentence. */
                    String f() {
                        return "@exercise 1.2"; // @exercise 1.2
                    }

                    /* @exercise 1.2 */
                    void g() {}
                }
                """);
        assertThat(source.exercises()).isEmpty();
    }

    @Test
    void marks_that_cannot_be_are_problems() throws SourceException {
        MarkedSource source = MarkedSource.parse(FILE, """
                interface A {
                    /** @exercise one */
                    default void a() {}

                    /** @exercise 1.1 */
                    void b();

                    /** @exercise 1.1 */
                    int C = 1;

                    /**
                     * @exercise 1.1
                     * @exercise 1.2
                     */
                    default void d() {}

                    /**
                     * @exercise 1.1
                     * @solution 1.1
                     */
                    default void e() {}

                    /** @solution */
                    default void f() {}
                }
                """);
        String file = "part1-protocol/src/main/java/kvs/A.java:";
        assertThat(source.problems())
                .extracting(Problem::toString)
                .containsExactly(
                        file + "2: @exercise wants an id such as 1.2, found 'one'",
                        file + "5: @exercise is for a method with a body; A.b() has none",
                        file + "8: @exercise is for a method with a body; A.C has none",
                        file + "12: A.d() has two @exercise tags; a method belongs to one exercise",
                        file + "18: A.e() is marked both @exercise and @solution",
                        file + "23: @solution wants an id such as 1.2, found ''");
    }

    @Test
    void a_starter_and_what_is_lent_compile_without_a_warning(@TempDir Path out) throws SourceException {
        MarkedSource source = MarkedSource.parse(FILE, """
                package kvs;

                import java.io.ByteArrayInputStream;
                import java.io.IOException;
                import java.io.InputStream;
                import java.util.List;

                interface A {

                    /** @solution 1.2 */
                    static <T> List<T> two(T t) {
                        return List.of(t, t);
                    }

                    /** @exercise 1.1 */
                    static int read(byte[] bytes) throws IOException {
                        try (InputStream in = new ByteArrayInputStream(bytes)) {
                            return in.read();
                        }
                    }

                    record Frame(byte[] bytes) {

                        /** @exercise 1.2 */
                        public Frame {
                            bytes = bytes.clone();
                            two(bytes);
                        }
                    }

                    final class Inner {
                        private final int i;

                        /** @exercise 1.3 */
                        Inner(int i) {
                            this.i = two(i).getFirst();
                        }

                        int i() {
                            return i;
                        }
                    }
                }
                """);
        String starter = source.starter();
        assertThat(warnings(starter, out)).isEmpty();
        for (ExerciseId checked : source.exercises()) {
            Bodies.Lent lent = Bodies.lend(source, checked, starter);
            assertThat(lent.exercises()).hasSize(2).doesNotContain(checked);
            assertThat(warnings(lent.text(), out)).isEmpty();
        }
    }

    private static List<String> warnings(String text, Path out) {
        var unit = new SimpleJavaFileObject(URI.create("string:///kvs/A.java"), JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return text;
            }
        };
        var diagnostics = new DiagnosticCollector<JavaFileObject>();
        ToolProvider.getSystemJavaCompiler()
                .getTask(
                        null,
                        null,
                        diagnostics,
                        List.of("-Xlint:all", "-proc:none", "-d", out.toString()),
                        null,
                        List.of(unit))
                .call();
        return diagnostics.getDiagnostics().stream().map(Object::toString).toList();
    }
}
