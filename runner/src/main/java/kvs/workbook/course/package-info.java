/**
 * What is the course made of, and is it whole?
 *
 * <p>Every line of course code exists once, in the parts, which are the reference solution. This package reads the marks in
 * them and makes all else of it: what a learner starts from, the answer to one exercise, a wrong answer to try the tests on,
 * the listings in the book.
 *
 * <pre>
 *  part1-protocol/src/…/A.java        &#64;exercise 1.2, &#64;solution 1.2 in Javadoc
 *            │
 *      SourceParser                   the JDK's parser: members, and where they are in the text
 *            │
 *       MarkedSource ──── Starter ────────▶ exercises/part1-protocol/src/…/A.java
 *            │      └──── Listing ────────▶ docs/*.md and other pages
 *            │
 *            ├─ Bodies ◀─ learner's A.java    solution, reset, "not written yet", loans
 *            └─ Mistakes ◀─ solutions/part1-protocol/mistakes/1.2-slug.java
 *
 *  exercises/part1-protocol/1.2-slug.md ──▶ TaskPage
 *
 *  Course ──▶ CourseGenerator.plan ──▶ write      what is generated, on disk
 *                     │
 *                     └──▶ Drift ──▶ CourseProblems    what authors have to mend
 * </pre>
 *
 * <p>Reading order: {@link kvs.workbook.course.Course}, {@link kvs.workbook.course.Exercise} and
 * {@link kvs.workbook.course.TaskPage} say what there is; {@link kvs.workbook.course.MarkedSource} what a mark means;
 * {@code Starter} and {@code Graft} are the two ways to change a text, by taking out and by putting in, and
 * {@link kvs.workbook.course.Bodies} puts them to use. {@link kvs.workbook.course.CourseGenerator} decides what may be
 * overwritten. {@link kvs.workbook.course.CourseProblems} is the list of rules.
 *
 * <p>Code is only ever found by the parser, and only ever changed by replacing stretches of text that it found. So what
 * the caller did not ask to change stays byte for byte, line breaks and odd layout included.
 *
 * <p><b>Failures</b> come in two kinds. {@link kvs.workbook.course.CourseException}: the course is broken, which is for its
 * authors. {@link kvs.workbook.course.SourceException}: this Java file, perhaps a learner's, does not parse or lacks a
 * method. For authors who want all of it at once there is a list of {@link kvs.workbook.course.Problem}.
 *
 * <p><b>Threads.</b> All types are immutable or guard what they remember, and any thread may use them;
 * {@code CourseGenerator.write} writes files and is for one at a time. The parser is used by one thread at a time, which the
 * package sees to.
 *
 * <p>Left out on purpose: names are not resolved, as that would need a class path and a hundred times as long. So an import
 * counts as used when its simple name occurs, and a helper as needed when its name does. Nothing here compiles or runs a
 * test; that the starter fails and that each mistake is caught is for {@code kvs.workbook.check} to show.
 */
@NullMarked
package kvs.workbook.course;

import org.jspecify.annotations.NullMarked;
