/**
 * Is what the learner wrote right? And how is that found out when it may loop, exit, or eat all memory?
 *
 * <pre>
 *   this process                                     a worker: a JVM that may die
 *
 *   sources ──SourceCompiler──▶ classes ─┐           app loader      JUnit, jqwik, AssertJ (AOT cache)
 *                                        │               ▲
 *   tests.jar ──TestIndex──▶ test names ─┤           CourseLoader    the learner's classes, then the course's jars
 *                                        ▼               ▲           (a new one for every request)
 *                        WorkRequest ──stdin──▶ Worker ─ TestRun ◀── Watchdog
 *                                                        │
 *   CheckResult ◀── RunRecord ◀── Event ──stdout──── Narrator, CapturedOutput, LastWord
 * </pre>
 *
 * <p><b>Reading order.</b> {@link kvs.workbook.check.Checker} has the whole road in one method. Then
 * {@link kvs.workbook.check.CheckResult} with {@link kvs.workbook.check.CauseOfDeath}, the verdicts;
 * {@link kvs.workbook.check.SourceCompiler}; {@link kvs.workbook.check.WorkerProcess} on this side of the pipes,
 * {@link kvs.workbook.check.Worker} and {@code Watchdog} on the other; {@code Wire} between them.
 *
 * <p><b>Why a process.</b> A thread in an endless loop cannot be stopped from outside, there is no security manager
 * to refuse {@code System.exit}, and what ran out of memory takes its neighbours along. A process can be killed.
 * It is started before there is anything to run, so that its start costs next to nothing.
 *
 * <p><b>Verdicts.</b> What did not run is not a pass: no tests for a tag, a class that could not be set up, a test
 * that was skipped. Nothing is judged by a stopwatch where processor time will do.
 *
 * <p><b>Threads.</b> An object of this package belongs to one thread at a time, except the records, which are values.
 *
 * <p><b>Left out on purpose.</b> No sandbox: a learner's code may do to the machine what the learner may. No
 * attempt to stop a virtual thread that loops, beyond the silence limit. Nothing that a learner reads: words and colours are made elsewhere.
 */
@NullMarked
package kvs.workbook.check;

import org.jspecify.annotations.NullMarked;
