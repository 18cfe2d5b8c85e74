package kvs.workbook.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TestIndexTest {

    private static TestIndex index;

    @BeforeAll
    static void makeJar(@TempDir Path directory) throws Exception {
        index = TestIndex.of(
                List.of(
                        Sources.jar(
                                directory.resolve("tests.jar"),
                                Map.of(
                                        "course/Easy.java",
                                        """
                        package course;

                        import java.lang.annotation.*;
                        import org.junit.jupiter.api.Tag;

                        @Tag("2.1") @Retention(RetentionPolicy.RUNTIME) @interface Easy {}
                        """,
                                        "course/Marked.java",
                                        "package course; class Marked { @Easy @org.junit.jupiter.api.Test void one() {} }",
                                        "course/Contract.java",
                                        """
                        package course;

                        import org.junit.jupiter.api.*;

                        interface Contract {
                            @Tag("2.2") @Test default void holds() {}
                        }
                        """,
                                        "course/Kept.java",
                                        "package course; abstract class Kept implements Contract {}",
                                        "course/KeptByOne.java",
                                        "package course; class KeptByOne extends Kept {}",
                                        "course/Outer.java",
                                        """
                        package course;

                        import org.junit.jupiter.api.*;

                        class Outer {
                            @Nested class Inner {
                                static final String TAG = "2." + 3;
                                @Nested @Tag(TAG) class Innermost { @Test void one() {} }
                            }
                        }
                        """,
                                        "course/Unrelated.java",
                                        "package course; class Unrelated { @net.jqwik.api.Tag(\"2.4\") @net.jqwik.api.Example void one() {} }"))));
    }

    @Test
    void a_tag_is_found_through_an_annotation_that_carries_it() {
        assertThat(index.classesFor(Set.of("2.1"))).containsExactly("course.Easy", "course.Marked");
    }

    @Test
    void a_tag_is_found_through_superclasses_and_interfaces() {
        assertThat(index.classesFor(Set.of("2.2")))
                .containsExactly("course.Contract", "course.Kept", "course.KeptByOne");
    }

    @Test
    void a_tag_of_a_nested_class_leads_to_the_outermost_one() {
        assertThat(index.classesFor(Set.of("2.3"))).containsExactly("course.Outer");
    }

    @Test
    void jqwiks_own_tag_is_found_as_well() {
        assertThat(index.classesFor(Set.of("2.4"))).containsExactly("course.Unrelated");
    }

    @Test
    void a_tag_that_nobody_has_leads_nowhere_and_no_tag_leads_to_all() {
        assertThat(index.classesFor(Set.of("2"))).isEmpty();
        assertThat(index.classesFor(Set.of())).hasSize(7);
    }

    @Test
    void a_test_that_the_learner_writes_replaces_the_courses() throws Exception {
        try (SourceCompiler compiler = new SourceCompiler()) {
            var written = (Compilation.Compiled) compiler.compile(
                    Map.of(
                            "course/Unrelated.java",
                            "package course; class Unrelated { @net.jqwik.api.Tag(\"2.5\") @net.jqwik.api.Example void one() {} }"),
                    Sources.LIBRARIES,
                    List.of());
            TestIndex both = index.with(written.classes());

            assertThat(both.classesFor(Set.of("2.4"))).isEmpty();
            assertThat(both.classesFor(Set.of("2.5"))).containsExactly("course.Unrelated");
        }
    }
}
