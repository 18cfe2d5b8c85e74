package kvs.workbook.course;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BodiesTest {

    private static final Path FILE = Path.of("part1-protocol/src/main/java/kvs/A.java");
    private static final Path MINE = Path.of("exercises").resolve(FILE);
    private static final ExerciseId ONE = new ExerciseId(1, 1);
    private static final ExerciseId TWO = new ExerciseId(1, 2);

    private static final String REFERENCE = """
            package kvs;

            import java.nio.ByteBuffer;
            import java.util.ArrayList;
            import java.util.List;
            import java.util.Objects;

            /** Adds. */
            final class A {

                /** @solution 1.1 */
                private static final int ONE = 1;

                private int kept;

                /** @exercise 1.1 */
                int add(int a, int b) {
                    return sum(List.of(a, b));
                }

                /** @solution 1.1 */
                private static int sum(List<Integer> all) {
                    return new ArrayList<>(all).size() + ONE;
                }

                /** @exercise 1.2 */
                int add(long a, byte[] b) {
                    return sum(List.of()) + Objects.hash(a, b);
                }

                static final class Inner {
                    /** @exercise 1.2 */
                    static int f(ByteBuffer buffer) {
                        return HELP + 1;
                    }

                    /** @solution 1.2 */
                    private static final int HELP = 1;
                }
            }
            """;

    private MarkedSource reference;

    @BeforeEach
    void parse() throws SourceException {
        reference = MarkedSource.parse(FILE, REFERENCE);
    }

    @Test
    void all_solutions_make_the_reference_of_the_starter_in_any_order() throws SourceException {
        for (List<ExerciseId> order : List.of(List.of(ONE, TWO), List.of(TWO, ONE))) {
            String text = reference.starter();
            for (ExerciseId id : order) {
                text = Bodies.withSolution(reference, id, MINE, text);
            }
            assertThat(text).isEqualTo(REFERENCE);
        }
    }

    @Test
    void all_starters_make_the_reference_unwritten_again() throws SourceException {
        String text = REFERENCE;
        text = Bodies.withStarter(reference, ONE, MINE, text);
        assertThat(Bodies.isUnwritten(reference, ONE, MINE, text)).isTrue();
        assertThat(Bodies.isUnwritten(reference, TWO, MINE, text)).isFalse();
        text = Bodies.withStarter(reference, TWO, MINE, text);
        assertThat(Bodies.isUnwritten(reference, TWO, MINE, text)).isTrue();
        assertThat(text).contains("import java.util.ArrayList;", "return new ArrayList<>(all).size() + ONE;");
    }

    @Test
    void a_solution_leaves_all_else_of_the_learner_alone() throws SourceException {
        String mine = """
                package kvs;
                import java.util.*;  // mine
                class A { int  add(final int x,int y){ /* hm */ return 0; }  // odd
                    int add(long a, byte[] b) { return 7; } int mine = 3;
                }
                // end""";
        assertThat(Bodies.withSolution(reference, ONE, MINE, mine)).isEqualTo("""
                        package kvs;
                        import java.util.*;  // mine
                        import java.util.ArrayList;
                        import java.util.List;
                        class A {\s
                            /** @solution 1.1 */
                            private static final int ONE = 1;

                        int  add(final int x,int y){
                                return sum(List.of(a, b));
                            }  // odd

                            /** @solution 1.1 */
                            private static int sum(List<Integer> all) {
                                return new ArrayList<>(all).size() + ONE;
                            }
                            int add(long a, byte[] b) { return 7; } int mine = 3;
                        }
                        // end""");
    }

    @Test
    void crlf_files_stay_crlf() throws SourceException {
        String mine = reference.starter().replace("\n", "\r\n");
        String solved = Bodies.withSolution(reference, ONE, MINE, mine);
        assertThat(solved.replace("\r\n", "")).doesNotContain("\n", "\r");
        solved = Bodies.withSolution(reference, TWO, MINE, solved);
        assertThat(solved).isEqualTo(REFERENCE.replace("\n", "\r\n"));
        assertThat(Bodies.withStarter(reference, ONE, MINE, solved).replace("\r\n", ""))
                .doesNotContain("\n", "\r");
    }

    @Test
    void unwritten_ignores_layout_and_comments_but_no_code() throws SourceException {
        String starter = reference.starter();
        String line = "throw new UnsupportedOperationException(\"exercise 1.1: not written yet\");";
        assertThat(starter).contains(line);
        String laidOut = starter.replace(
                line,
                "// TODO\nthrow  new\nUnsupportedOperationException (/* */\n"
                        + "\"exercise 1.1: not written yet\" ) ; // soon");
        assertThat(Bodies.isUnwritten(reference, ONE, MINE, laidOut)).isTrue();
        assertThat(Bodies.isUnwritten(reference, ONE, MINE, starter.replace(line, "int i = 1;\n" + line)))
                .isFalse();
        assertThat(Bodies.isUnwritten(reference, ONE, MINE, starter.replace(line, "return 1;")))
                .isFalse();
        assertThat(Bodies.isUnwritten(reference, ONE, MINE, starter.replace("exercise 1.1: not written yet", "no")))
                .isFalse();
    }

    @Test
    void unwritten_methods_are_named_with_the_learners_lines() throws SourceException {
        assertThat(Bodies.unwritten(reference, TWO, MINE, "\n\n" + reference.starter()))
                .extracting(method -> method.type() + "." + method.name() + " " + method.parameters() + " "
                        + method.firstLine() + "-" + method.lastLine())
                .containsExactly("A.add [long, byte[]] 18-20", "A.Inner.f [ByteBuffer] 24-26");
    }

    @Test
    void a_file_that_does_not_parse_is_named_with_its_line() {
        String mine = reference.starter().replace("private int kept;", "private int kept");
        assertThatThrownBy(() -> Bodies.withSolution(reference, ONE, MINE, mine))
                .isInstanceOf(SourceException.class)
                .hasMessage("exercises/part1-protocol/src/main/java/kvs/A.java:8: does not parse: ';' expected");
        assertThatThrownBy(() -> Bodies.withStarter(reference, ONE, MINE, mine)).isInstanceOf(SourceException.class);
        assertThatThrownBy(() -> Bodies.isUnwritten(reference, ONE, MINE, mine)).isInstanceOf(SourceException.class);
    }

    @Test
    void a_method_that_is_gone_is_named() {
        String mine = reference.starter().replace("int add(int a, int b)", "int add(int a, Integer b)");
        assertThatThrownBy(() -> Bodies.withSolution(reference, ONE, MINE, mine))
                .isInstanceOf(SourceException.class)
                .hasMessage("exercises/part1-protocol/src/main/java/kvs/A.java: "
                        + "has no method A.add(int, int); it is there in the starter");
    }

    @Test
    void an_import_that_means_something_else_is_not_overruled() {
        String mine = reference.starter().replace("import java.nio.ByteBuffer;", "import java.awt.List;");
        assertThatThrownBy(() -> Bodies.withSolution(reference, ONE, MINE, mine))
                .isInstanceOf(SourceException.class)
                .hasMessage("exercises/part1-protocol/src/main/java/kvs/A.java:3: "
                        + "imports java.awt.List where java.util.List is needed");
        Bodies.Lent lent = Bodies.lend(reference, TWO, mine);
        assertThat(lent.text()).isEqualTo(mine);
        assertThat(lent.exercises()).isEmpty();
    }

    @Test
    void what_other_exercises_would_have_written_is_lent() throws SourceException {
        String mine = reference.starter().replace("private int kept;", "private int kept; // here");
        Bodies.Lent lent = Bodies.lend(reference, TWO, mine);
        assertThat(lent.exercises()).containsExactly(ONE);
        assertThat(lent.text())
                .isEqualTo(Bodies.withSolution(reference, ONE, MINE, mine))
                .contains("exercise 1.2: not written yet", "import java.util.ArrayList;", "ONE = 1");
        // Every line of the learner's that is still there is mapped to itself.
        List<String> learner = mine.lines().toList();
        List<String> generated = lent.text().lines().toList();
        for (String line : List.of("private int kept; // here", "int add(long a, byte[] b) {", "class Inner {")) {
            assertThat(lent.lines().learnerLine(lineOf(generated, line))).isEqualTo(lineOf(learner, line));
        }
        // And a lent line to the place where it was lent.
        assertThat(lent.lines().learnerLine(lineOf(generated, "return sum(List.of(a, b))")))
                .isEqualTo(lineOf(learner, "int add(int a, int b) {"));
        assertThat(lent.lines().learnerLine(generated.size())).isEqualTo(learner.size());
        assertThat(lent.lines().learnerLine(-1)).isEqualTo(-1);
    }

    private static int lineOf(List<String> lines, String part) {
        return lines.indexOf(lines.stream()
                        .filter(line -> line.contains(part))
                        .findFirst()
                        .orElseThrow())
                + 1;
    }

    @Test
    void what_the_learner_wrote_is_never_replaced_by_a_loan() {
        String mine = reference
                .starter()
                .replace("throw new UnsupportedOperationException(\"exercise 1.1: not written yet\");", "return 1;");
        Bodies.Lent lent = Bodies.lend(reference, TWO, mine);
        assertThat(lent.text()).isSameAs(mine);
        assertThat(lent.lines().learnerLine(12)).isEqualTo(12);
    }

    @Test
    void a_file_that_does_not_parse_is_lent_nothing() {
        String mine = reference.starter() + "}";
        assertThat(Bodies.lend(reference, TWO, mine).text()).isSameAs(mine);
    }

    @Test
    void a_helper_of_the_learners_own_stays() throws SourceException {
        String mine = reference
                .starter()
                .replace("private int kept;", "private int kept;\n\n    static int sum(List<Integer> x) { return 5; }");
        String solved = Bodies.withSolution(reference, ONE, MINE, mine);
        assertThat(solved).contains("return 5;").doesNotContain("new ArrayList");
    }

    @Test
    void a_static_import_and_the_first_import_of_all_find_their_places() throws SourceException {
        String text = """
                package kvs;

                import static java.util.Objects.hash;

                import java.util.List;

                class A {
                    /** @exercise 1.1 */
                    int f() {
                        return hash(List.of());
                    }
                }
                """;
        MarkedSource source = MarkedSource.parse(FILE, text);
        assertThat(source.starter()).startsWith("package kvs;\n\nclass A");
        assertThat(Bodies.withSolution(source, ONE, MINE, source.starter())).isEqualTo(text);
        MarkedSource bare = MarkedSource.parse(FILE, text.replace("package kvs;\n\n", ""));
        assertThat(Bodies.withSolution(bare, ONE, MINE, bare.starter())).isEqualTo(bare.text());
    }
}
