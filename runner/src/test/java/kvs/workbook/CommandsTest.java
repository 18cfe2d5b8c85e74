package kvs.workbook;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

/** What a learner types and what comes back, in a checkout whose path has blanks in it. */
class CommandsTest {
    private static final String HINT = "\n  Stuck? ./workbook hint 1.1\n";

    @TempDir
    private Path directory;

    private ToyCourse course;

    @BeforeEach
    void make() throws IOException {
        course = ToyCourse.in(Files.createDirectory(directory.resolve("my work & café")));
    }

    private static void says(ToyCourse.Ran ran, int exitCode, String out) {
        assertThat(ran).isEqualTo(new ToyCourse.Ran(exitCode, out, ""));
    }

    private static void refuses(ToyCourse.Ran ran, int exitCode, String sentence) {
        assertThat(ran.err().replaceAll("\\s+", " ").strip()).isEqualTo("error: " + sentence);
        assertThat(ran.out()).isEmpty();
        assertThat(ran.exitCode()).isEqualTo(exitCode);
    }

    // Where one is

    @Test
    void list_marks_what_is_current() {
        says(course.run("list"), 0, """
                Part 1 · part1-toy
                  ● 1.1  Counting (10 min)
                  ○ 1.2  By twos (10 min)

                ✓ passed   » filled in for you   ○ to do   ● current
                """);
    }

    @Test
    void list_tells_passed_from_filled_in() {
        course.with(ToyCourse.PROGRESS, """
                1.1 passed 2026-11-20T10:15:30Z
                1.2 given 2026-11-20T10:15:30Z
                1.2 passed 2026-11-20T10:15:30Z
                """);

        assertThat(course.run("list").out()).contains("  ✓ 1.1", "  » 1.2").doesNotContain("● 1.");
    }

    @Test
    void without_a_command_and_a_terminal_it_says_where_one_is_and_the_next_step() {
        ToyCourse.Ran ran = course.run();

        assertThat(ran.out())
                .startsWith("From Bytes to Raft\nPart 1  ░░  0 of 2 passed, about 20 minutes to go\n")
                .contains("1.1 Counting · about 10 minutes", "Count them.", "    ./workbook check 1.1\n")
                .endsWith(
                        "Next step: write your answer in\n  " + ToyCourse.MINE + "\nand run\n  ./workbook check 1.1\n");
        assertThat(ran.exitCode()).isEqualTo(1);
    }

    @Test
    void when_all_is_done_it_says_so() {
        course.with(ToyCourse.PROGRESS, """
                1.1 passed 2026-11-20T10:15:30Z
                1.2 passed 2026-11-20T10:15:30Z
                """);

        says(course.run(), 0, """
                From Bytes to Raft
                Part 1  ██  2 of 2 passed

                All exercises that there are have passed.
                """);
    }

    @Test
    void next_shows_the_page_and_opens_an_exercise() {
        ToyCourse.Ran ran = course.run("next", "1.2");

        assertThat(ran.out())
                .startsWith("1.2 By twos · about 10 minutes\n\nWhy\nSheep.\n")
                .doesNotContain("Hints")
                .endsWith("file:  " + ToyCourse.MINE + "\nbook:  docs/part1-toy.md#the-counter\n");
        assertThat(course.run("list").out()).contains("● 1.2");
    }

    @Test
    void progress_counts_in_numbers() {
        course.with(ToyCourse.PROGRESS, "1.1 passed 2026-11-20T10:15:30Z\n1.1 given 2026-11-20T10:15:30Z\n");

        says(course.run("progress"), 0, "Part 1  █░  1 of 2 passed, 1 filled in for you, about 10 minutes to go\n");
    }

    // What cannot be

    @Test
    void an_exercise_that_is_not_there_is_a_usage_error() {
        refuses(course.run("check", "9.9"), 2, "there is no part '9': this workbook has part1-toy");
        refuses(course.run("check", "2.1"), 2, "there is no part '2': this workbook has part1-toy");
        refuses(course.run("check", "2"), 2, "there is no part '2': this workbook has part1-toy");
        refuses(course.run("check", "1.7"), 2, "there is no exercise 1.7: part 1 has 1.1 to 1.2");
        refuses(course.run("hint", "1.7"), 2, "there is no exercise 1.7: part 1 has 1.1 to 1.2");
        refuses(
                course.run("check", "abc"),
                2,
                "'abc' is no exercise: they are numbered like 1.2 (see ./workbook list)");
        refuses(course.run("check", ""), 2, "'' is no exercise: they are numbered like 1.2 (see ./workbook list)");
    }

    @Test
    void a_part_without_exercises_is_a_usage_error() {
        course.with("exercises/part2-far/pom.xml", "<project/>");

        refuses(course.run("check", "2"), 2, "part2-far has no exercises yet");
        refuses(course.run("next", "2.1"), 2, "part2-far has no exercises yet");
    }

    @Test
    void an_unknown_command_or_option_is_a_usage_error() {
        ToyCourse.Ran command = course.run("solutoin");
        ToyCourse.Ran option = course.run("check", "--fast");

        assertThat(command.err()).contains("'solutoin'", "Did you mean: ./workbook solution");
        assertThat(command.exitCode()).isEqualTo(2);
        assertThat(option.err()).contains("Unknown option: '--fast'");
        assertThat(option.exitCode()).isEqualTo(2);
        assertThat(course.run("reset").err()).contains("Missing required parameter: 'ID'");
        assertThat(course.run("reset").exitCode()).isEqualTo(2);
    }

    @Test
    void help_is_to_be_had_of_everything_and_tells_the_exit_codes() {
        ToyCourse.Ran help = course.run("--help");

        assertThat(help.out())
                .contains("Exit codes: 0 passed, 1 work to do, 2 wrong usage, 3 the course itself is broken.");
        assertThat(help.exitCode()).isZero();
        for (String command : new String[] {
            "list",
            "next",
            "check",
            "watch",
            "hint",
            "solution",
            "reset",
            "undo",
            "progress",
            "run",
            "replay",
            "doctor",
            "course"
        }) {
            assertThat(help.out()).contains("\n  " + command + " ");
            ToyCourse.Ran ran = course.run(command, "--help");
            assertThat(ran.out()).startsWith("Usage: ./workbook " + command + " ");
            assertThat(ran.exitCode()).isZero();
        }
        assertThat(course.run("course", "verify", "--help").exitCode()).isZero();
    }

    @Test
    void watch_without_a_terminal_says_what_to_do_instead() {
        refuses(course.run("watch"), 2, "watch needs a terminal; ./workbook check 1.1 checks once");
    }

    // Hints and solutions

    @Test
    void every_hint_says_more_until_there_are_none() {
        assertThat(course.run("hint").out()).isEqualTo("1.1 Counting · hint 1 of 4\n\n1. What comes after one?\n");
        assertThat(course.run("hint").out())
                .isEqualTo("1.1 Counting · hint 2 of 4\n\n1. What comes after one?\n\n2. Add.\n");
        assertThat(course.run("hint", "1.1").out()).contains("hint 3 of 4").endsWith("3. There is a field.\n");
        String last = course.run("hint").out();
        assertThat(last)
                .contains("hint 4 of 4", "4. It is `count++`.")
                .contains("That was the last hint. ./workbook solution 1.1 tells it all");
        says(course.run("hint"), 0, last);
        assertThat(course.text(ToyCourse.PROGRESS)).contains("1.1 hints 4\n");
    }

    @Test
    void solution_tells_the_walkthrough() {
        says(course.run("solution", "1.1"), 0, "Counting\n\nOne after the other.\n");
    }

    @Test
    void a_walkthrough_that_is_missing_is_the_courses_fault() {
        course.without(ToyCourse.WALKTHROUGH);

        refuses(course.run("solution", "1.1"), 3, ToyCourse.WALKTHROUGH + " is missing");
    }

    @Test
    void solution_diff_shows_the_answer_beside_mine_and_changes_nothing() {
        String before = course.text(ToyCourse.MINE);

        ToyCourse.Ran ran = course.run("solution", "1.1", "--diff");

        assertThat(ran.out())
                .startsWith("--- yours/" + ToyCourse.MINE + "\n+++ finished/" + ToyCourse.MINE + "\n")
                .contains("""
                        -        throw new UnsupportedOperationException("exercise 1.1: not written yet");
                        +        count++;
                        +        return count;
                        """)
                .doesNotContain("+        next();");
        assertThat(course.text(ToyCourse.MINE)).isEqualTo(before);
        assertThat(ran.exitCode()).isZero();
    }

    @Test
    void solution_diff_of_the_finished_answer_has_nothing_to_show() {
        course.answer("next", ToyCourse.NEXT);

        says(
                course.run("solution", "1.1", "--diff"),
                0,
                "Your " + ToyCourse.MINE + " has the finished answer, to the letter.\n");
    }

    @Test
    void solution_apply_fills_in_one_exercise_and_remembers_that_it_was_given() {
        ToyCourse.Ran ran = course.run("solution", "1.1", "--apply");

        says(ran, 0, "Filled in 1.1 Counting. Your version is kept; ./workbook undo brings it back.\n");
        assertThat(course.text(ToyCourse.MINE)).contains(ToyCourse.NEXT).doesNotContain(ToyCourse.TWICE);
        assertThat(course.run("check", "1.1").exitCode()).isZero();
        assertThat(course.run("list").out()).contains("» 1.1");
    }

    @Test
    void solution_has_one_flag_at_a_time() {
        refuses(course.run("solution", "1.1", "--diff", "--apply"), 2, "--diff and --apply exclude each other");
    }

    @Test
    void solution_apply_to_a_file_that_is_missing_or_does_not_parse_says_how_to_go_on() {
        course.with(ToyCourse.MINE, "class Counter {");
        refuses(
                course.run("solution", "1.1", "--apply"),
                1,
                ToyCourse.MINE
                        + ":1: does not parse: reached end of file while parsing. Mend it, or ./workbook reset 1.1"
                        + " --file puts the whole starter back.");
        course.without(ToyCourse.MINE);
        refuses(
                course.run("solution", "1.1", "--apply"),
                1,
                ToyCourse.MINE + " is missing. ./workbook reset 1.1 puts the starter back (or ./workbook undo, if it "
                        + "was the workbook that took it).");
    }

    // Reset and undo

    @Test
    void reset_takes_one_exercise_back_and_leaves_the_others_in_the_same_file() {
        String starter = course.text(ToyCourse.MINE);
        String mine = course.answer("next", ToyCourse.NEXT).text(ToyCourse.MINE);
        course.answer("twice", ToyCourse.TWICE).answer("startOver", ToyCourse.START_OVER);

        says(
                course.run("reset", "1.2"),
                0,
                "1.2 By twos is back at its start. What you had is kept; ./workbook undo " + "brings it back.\n");
        assertThat(course.text(ToyCourse.MINE)).isEqualTo(mine);
        course.run("reset", "1.1");
        assertThat(course.text(ToyCourse.MINE)).isEqualTo(starter);
    }

    @Test
    void reset_file_takes_all_of_a_file_back_and_names_the_others() {
        String starter = course.text(ToyCourse.MINE);
        course.answer("next", ToyCourse.NEXT).answer("twice", ToyCourse.TWICE);

        assertThat(course.run("reset", "1.2", "--file").out())
                .startsWith("1.2 By twos is back at its start, and 1.1 with it.");
        assertThat(course.text(ToyCourse.MINE)).isEqualTo(starter);
    }

    @Test
    void reset_of_a_file_that_is_missing_puts_it_there_and_undo_takes_it_away_again() {
        String starter = course.text(ToyCourse.MINE);
        course.without(ToyCourse.MINE);

        assertThat(course.run("reset", "1.1").exitCode()).isZero();
        assertThat(course.text(ToyCourse.MINE)).isEqualTo(starter);
        assertThat(course.run("undo").exitCode()).isZero();
        assertThat(course.has(ToyCourse.MINE)).isFalse();
    }

    @Test
    void reset_of_a_file_that_does_not_parse_changes_nothing_but_with_file() {
        String starter = course.text(ToyCourse.MINE);
        course.with(ToyCourse.MINE, "class Counter { my only copy");

        refuses(
                course.run("reset", "1.1"),
                1,
                ToyCourse.MINE
                        + ":1: does not parse: ';' expected. So nothing was changed. ./workbook reset 1.1 --file "
                        + "puts the whole starter back, with [1.1, 1.2]; what you have is kept.");
        assertThat(course.text(ToyCourse.MINE)).isEqualTo("class Counter { my only copy");

        assertThat(course.run("reset", "1.1", "--file").exitCode()).isZero();
        assertThat(course.text(ToyCourse.MINE)).isEqualTo(starter);
        assertThat(course.allBelow(".workbook/snapshots")).contains("my only copy");
    }

    @Test
    void a_file_that_is_no_text_can_be_reset_and_is_kept_byte_by_byte() throws IOException {
        byte[] latin1 = "class Counter { /* café */ }".getBytes(StandardCharsets.ISO_8859_1);
        String starter = course.text(ToyCourse.MINE);
        course.withBytes(ToyCourse.MINE, latin1);

        refuses(
                course.run("check", "1.1"),
                1,
                ToyCourse.MINE + " could not be read: it is not text in UTF-8. ./workbook reset 1.1 --file puts the "
                        + "whole starter back and keeps what is there.");
        assertThat(course.run("reset", "1.1", "--file").exitCode()).isZero();
        assertThat(course.text(ToyCourse.MINE)).isEqualTo(starter);
        assertThat(course.run("undo").exitCode()).isZero();
        assertThat(Files.readAllBytes(course.path(ToyCourse.MINE))).isEqualTo(latin1);
    }

    @Test
    void undo_takes_back_one_change_after_the_other_and_loses_nothing() {
        String mine = course.answer("next", "        return 7;").text(ToyCourse.MINE);
        course.run("solution", "1.1", "--apply");
        String filled = course.text(ToyCourse.MINE);
        course.run("reset", "1.1");

        says(
                course.run("undo"),
                0,
                "Took back reset-1.1. What was there is kept in .workbook/snapshots/0002-reset-1.1.undone\n");
        assertThat(course.text(ToyCourse.MINE)).isEqualTo(filled);
        course.replace(ToyCourse.MINE, "count++;", "count++; // and a thought");
        assertThat(course.run("undo").out()).startsWith("Took back solution-1.1.");
        assertThat(course.text(ToyCourse.MINE)).isEqualTo(mine);
        assertThat(course.allBelow(".workbook/snapshots")).contains("// and a thought");
        refuses(course.run("undo"), 1, "there is nothing to undo: the workbook has overwritten nothing since");
    }

    @Test
    void where_nothing_can_be_kept_nothing_is_overwritten() {
        String mine = course.answer("next", "        return 7;").text(ToyCourse.MINE);
        course.with(".workbook", "a file where a directory has to be");

        ToyCourse.Ran ran = course.run("reset", "1.1");
        // Behind the colon each system has words of its own.
        assertThat(ran.err().replaceAll("\\s+", " "))
                .startsWith("error: nothing was overwritten: " + course.path(".workbook/snapshots") + ": ");
        assertThat(ran.exitCode()).isEqualTo(1);
        assertThat(course.text(ToyCourse.MINE)).isEqualTo(mine);
    }

    // Check

    @Test
    void check_says_what_is_still_to_write_and_where() {
        says(course.run("check"), 1, """
                ○ 1.1 Counting · not written yet
                  to write  next()
                  in        exercises/part1-toy/src/main/java/toy/Counter.java:12
                """ + HINT);
    }

    @Test
    void a_right_answer_passes_and_the_next_exercise_is_named() {
        course.answer("next", ToyCourse.NEXT);

        says(course.run("check"), 0, """
                ✓ 1.1 Counting · 2 facts hold

                  Walkthrough: ./workbook solution 1.1
                  Next: 1.2 By twos (./workbook next)
                """);
        assertThat(course.run("list").out()).contains("✓ 1.1", "● 1.2");
    }

    @Test
    void a_wrong_answer_gets_a_card_with_the_mistake_that_it_probably_is() {
        course.answer("next", "        return 0;");

        says(course.run("check", "1.1"), 1, """
                ✗ 1.1 Counting · 0 of 2 facts hold

                  Counts one.

                  did       next()
                  expected  1
                  got       0
                  where     exercises/part1-toy/src/main/java/toy/Counter.java:12

                  probably  the count is never changed

                  1 more fact does not hold; ./workbook check 1.1 --verbose shows everything.
                """ + HINT);
    }

    @Test
    void a_fact_that_names_no_method_points_to_every_method_of_the_exercise() {
        String tests = course.text(ToyCourse.TESTS).replace("\"twice()\"", "\"count by twos\"");
        course.with(ToyCourse.TESTS, tests).built();
        course.answer("twice", "        return 1;").answer("startOver", ToyCourse.START_OVER);

        String[] lines = course.run("check", "1.2").out().split("\n");

        int where = IntStream.range(0, lines.length)
                .filter(at -> lines[at].startsWith("  where     "))
                .findFirst()
                .orElseThrow();
        assertThat(lines[where]).startsWith("  where     " + ToyCourse.MINE + ":");
        assertThat(lines[where + 1]).startsWith("  or        " + ToyCourse.MINE + ":");
        assertThat(lines[where].substring(12)).isNotEqualTo(lines[where + 1].substring(12));
    }

    @Test
    void an_exception_of_the_learners_is_shown_with_the_learners_line_and_the_stack_only_when_verbose() {
        course.answer("next", "        count++;\n        throw new IllegalStateException(\"first\\nsecond\");");

        ToyCourse.Ran ran = course.run("check", "1.1", "--verbose");

        assertThat(ran.out())
                .contains("  threw     IllegalStateException: first\n            second\n")
                .contains("  where     " + ToyCourse.MINE + ":14\n")
                .contains("    at toy.Counter.next (Counter.java:14)\n", "  Goes on counting.\n");
        assertThat(ran.exitCode()).isEqualTo(1);
    }

    @Test
    void an_exception_is_shown_with_its_causes() {
        course.answer("next", """
                        throw new IllegalStateException("no sheep", new java.io.IOException("the gate is shut",
                                new RuntimeException()));
                """);

        assertThat(course.run("check", "1.1").out()).contains("""
                  threw     IllegalStateException: no sheep
                  caused by IOException: the gate is shut
                  caused by RuntimeException
                """);
    }

    @Test
    void the_cause_of_an_assertion_is_shown_too() {
        course.answer("next", "        throw new AssertionError(\"no sheep\", new RuntimeException(\"fog\"));");

        assertThat(course.run("check", "1.1").out()).contains("  no sheep\n  caused by RuntimeException: fog\n");
    }

    @Test
    void control_characters_do_not_reach_the_terminal() {
        String harmful = "\\033[31m\\7\\b\\0\\u009b\\ud800\\u202e\\r|";
        String shown = "\\x1b[31m\\a\\b\\0\\x9b\\ud800\\u202e\\r|";
        course.answer(
                "next",
                "        System.out.println(\"printed " + harmful + "\");\n"
                        + "        throw new IllegalStateException(\"said " + harmful + "\");");

        String out = course.run("check", "1.1", "--verbose").out();

        assertThat(out).contains("IllegalStateException: said " + shown);
        // Printed as UTF-8, which has no half of a pair.
        assertThat(out).contains("printed " + shown.replace("\\ud800", "?"));
        assertThat(out).matches("[^\\p{Cc}\\p{Cs}\\u202e&&[^\\n]]*");
    }

    @Test
    void control_characters_in_a_line_that_does_not_compile_are_escaped_and_the_caret_stays_below_its_word() {
        course.answer("next", "        /* \u001b[2J */ return nothing;");

        assertThat(course.run("check", "1.1").out()).contains("""
                    /* \\x1b[2J */ return nothing;
                                         ^
                """);
    }

    @Test
    void an_empty_value_is_shown_as_such() {
        course.replace(ToyCourse.TESTS, "\"\\ngot       \" + got);", "\"\\ngot       \", expected, \"\");")
                .built()
                .answer("next", "        return 0;");

        assertThat(course.run("check", "1.1").out()).contains("  expected  1\n  got       \"\"\n");

        course.replace(ToyCourse.TESTS, "got       \", expected, \"\");", "got       \");")
                .built();

        assertThat(course.run("check", "1.1").out()).contains("  expected  1\n  got       nothing\n");
    }

    @Test
    void a_fact_that_met_an_unwritten_method_does_not_hold() {
        course.answer("twice", "        count = 2;\n        return count;");

        assertThat(course.run("check", "1.2").out()).startsWith("✗ 1.2 By twos · 1 of 3 facts hold\n");
    }

    @Test
    void what_another_exercise_has_not_written_is_lent() {
        course.answer("twice", ToyCourse.TWICE).answer("startOver", ToyCourse.START_OVER);

        assertThat(course.run("check", "1.2").out()).startsWith("✓ 1.2 By twos · 3 facts hold\n");
        assertThat(course.text(ToyCourse.MINE)).doesNotContain(ToyCourse.NEXT);
    }

    @Test
    void what_does_not_compile_is_told_in_the_compilers_words_and_the_learners_line() {
        // In 1.1's place two lines are lent for one, so that the compiler counts differently.
        course.answer("startOver", "        count = 0;\n        return nothing;");

        says(course.run("check", "1.2"), 1, """
                ✗ 1.2 By twos · does not compile

                  exercises/part1-toy/src/main/java/toy/Counter.java:32
                    return nothing;
                           ^
                  javac: cannot find symbol
                    symbol:   variable nothing
                    location: class toy.Counter

                  Stuck? ./workbook hint 1.2
                """);
    }

    @Test
    void a_file_that_does_not_parse_is_told_in_the_compilers_words() {
        course.answer("next", "        return 0");

        assertThat(course.run("check", "1.1").out())
                .startsWith("✗ 1.1 Counting · does not compile\n\n  " + ToyCourse.MINE + ":13\n    return 0\n")
                .contains("  javac: ';' expected\n");
    }

    @Test
    @ResourceLock(Resources.SYSTEM_ERR)
    void code_too_deep_for_the_compiler_is_no_stack_trace() {
        course.answer("next", "        return " + "(".repeat(20_000) + "0" + ")".repeat(20_000) + ";");

        PrintStream before = System.err;
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
        try {
            ToyCourse.Ran ran = course.run("check", "1.1");

            assertThat(ran.out())
                    .startsWith("✗ 1.1 Counting · does not compile\n")
                    .contains("StackOverflowError");
            assertThat((ran.out() + ran.err()).lines())
                    .noneMatch(line -> line.strip().startsWith("at "));
            assertThat(ran.exitCode()).isEqualTo(1);
            assertThat(err.toString(StandardCharsets.UTF_8)).isEmpty();
        } finally {
            System.setErr(before);
        }
        refuses(
                course.run("reset", "1.1"),
                1,
                ToyCourse.MINE + ": does not parse: it is nested too deeply for the compiler. So nothing was changed. "
                        + "./workbook reset 1.1 --file puts the whole starter back, with [1.1, 1.2]; what you have is "
                        + "kept.");
    }

    @Test
    void a_missing_file_is_told_with_what_puts_it_back() {
        course.without(ToyCourse.MINE);

        refuses(
                course.run("check", "1.1"),
                1,
                ToyCourse.MINE + " is missing. ./workbook reset 1.1 puts the starter back (or ./workbook undo, if it "
                        + "was the workbook that took it).");
    }

    @Test
    void check_of_a_part_checks_all_of_it() {
        course.answer("next", ToyCourse.NEXT);

        ToyCourse.Ran half = course.run("check", "1");
        course.answer("twice", ToyCourse.TWICE).answer("startOver", ToyCourse.START_OVER);
        ToyCourse.Ran whole = course.run("check", "part1-toy");

        assertThat(half.out()).startsWith("✓ 1.1 Counting · 2 facts hold\n○ 1.2 By twos · not written yet\n");
        assertThat(half.exitCode()).isEqualTo(1);
        says(whole, 0, "✓ 1.1 Counting · 2 facts hold\n✓ 1.2 By twos · 3 facts hold\n");
    }

    @Test
    void an_exercise_without_tests_is_the_courses_fault_and_changes_no_progress() {
        course.answer("next", ToyCourse.NEXT)
                .replace(ToyCourse.TESTS, "@Tag(\"1.1\")", "@Tag(\"1.9\")")
                .built()
                .with(ToyCourse.PROGRESS, "1.1 passed 2026-11-20T10:15:30Z\n");

        ToyCourse.Ran ran = course.run("check", "1.1");

        assertThat(ran.out())
                .startsWith("! 1.1 Counting · the course itself is broken\n  no test carries its tag\n"
                        + "  This is not your mistake.");
        assertThat(ran.exitCode()).isEqualTo(3);
        assertThat(course.text(ToyCourse.PROGRESS)).isEqualTo("1.1 passed 2026-11-20T10:15:30Z\n");
    }

    @Test
    void code_that_ends_the_program_ends_the_worker_alone_and_a_good_check_follows() {
        course.answer("next", "        System.exit(5);\n        return 1;");

        says(course.run("check", "1.1"), 1, """
                ✗ 1.1 Counting · your code ended the test run

                  Counts one.

                  exercises/part1-toy/src/main/java/toy/Counter.java:13 called System.exit(5), which ends the
                  program that tests it.
                """ + HINT);

        course.replace(ToyCourse.MINE, "        System.exit(5);\n        return 1;\n", ToyCourse.NEXT);
        assertThat(course.run("check", "1.1").exitCode()).isZero();
    }

    @Test
    void what_the_learners_code_prints_is_shown_up_to_a_limit() {
        course.answer("next", """
                        for (int sheep = 0; sheep < 10; sheep++) System.out.println("baa " + count);
                        count++;
                        return count;
                """);

        assertThat(course.run("check", "1.1").out())
                .startsWith("✓ 1.1 Counting · 2 facts hold\n\n  printed by your code:\n  | baa 0\n")
                .contains("  | … 10 more lines\n");
    }

    @Test
    void a_check_that_no_longer_passes_is_no_longer_passed() {
        course.with(ToyCourse.PROGRESS, "1.1 passed 2026-11-20T10:15:30Z\n");

        course.run("check", "1.1");

        assertThat(course.text(ToyCourse.PROGRESS)).doesNotContain("passed 2026");
    }

    @Test
    void a_check_goes_on_where_nothing_can_be_noted_down() {
        course.answer("next", ToyCourse.NEXT).with(".workbook", "a file where a directory has to be");

        ToyCourse.Ran ran = course.run("check", "1.1");

        assertThat(ran.out().replaceAll("\\s+", " "))
                .startsWith("This was not noted down: " + course.path(".workbook") + " is in the way ✓ 1.1 Counting");
        assertThat(ran.exitCode()).isZero();
    }

    @Test
    void a_terminal_of_forty_columns_is_enough() {
        course.answer("next", "        return 0;");

        for (String command : new String[] {"list", "next", "check", "hint", "solution", "progress", "undo"}) {
            ToyCourse.Ran ran = course.run(40, command);
            assertThat((ran.out() + ran.err()).lines())
                    .as(command)
                    .allSatisfy(line -> assertThat(
                                    line.length() <= 40 || line.strip().lastIndexOf(' ') < 12)
                            .as("wider than forty columns, and not for one long word: " + line)
                            .isTrue());
        }
    }

    // Doctor

    @Test
    void doctor_finds_a_good_course_well() {
        ToyCourse.Ran ran = course.run("doctor");

        assertThat(ran.out())
                .contains("✓ a compiler comes with this Java", "✓ .workbook can be written to")
                .contains("✓ " + ToyCourse.MINE + " is there", "✓ the tests run: the finished 1.1 passes")
                .endsWith("\nAll is well.\n");
        assertThat(ran.exitCode()).isZero();
    }

    @Test
    void doctor_says_all_that_is_wrong_and_what_to_do() {
        course.without(ToyCourse.MINE)
                .without("part1-toy/target/part1-toy.jar")
                .with("exercises/part2-far/pom.xml", "<project/>")
                .with(ToyCourse.PROGRESS, "1.1 pasd\n");

        ToyCourse.Ran ran = course.run("doctor");

        assertThat(ran.out())
                .contains("✗ " + ToyCourse.MINE + " is missing; ./workbook reset 1.1 puts it back\n")
                .contains("✗ progress.txt: line 1 means nothing: '1.1 pasd'", "✗ the tests do not run: ")
                .endsWith("\n3 things to mend.\n");
        assertThat(ran.exitCode()).isEqualTo(1);
    }

    @Test
    void doctor_goes_on_behind_a_file_that_is_no_text() {
        course.withBytes(ToyCourse.MINE, new byte[] {'c', (byte) 0xe9});

        assertThat(course.run("doctor").out())
                .contains("✗ " + ToyCourse.MINE + " could not be read")
                .contains("✓ the tests run")
                .endsWith("\n1 thing to mend.\n");
    }
}
