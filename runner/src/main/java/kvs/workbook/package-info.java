/**
 * What does a learner type, and what comes back? This is the program behind {@code ./workbook}: commands, what they
 * print, and what is remembered between them.
 *
 * <pre>
 *   Main ── a command ──▶ Desk ──▶ course: what the exercises are
 *                           │ ───▶ check: is it right?
 *                           │ ───▶ Progress, Snapshots: .workbook/
 *                           ▼
 *                        Verdict ──▶ FailureCard ──▶ Console
 * </pre>
 *
 * <p>Reading order: {@link kvs.workbook.Main} lists the commands; {@code Desk} is what they all work with; {@code
 * Examiner} goes from an exercise to a {@code Verdict}, and {@code FailureCard} says it in words; {@code CourseProof}
 * lists what {@code course verify} has to show, and {@code Proofs} shows it.
 *
 * <p>One thread does everything, except that a worker and its reader run beside it ({@code kvs.workbook.check}), and that
 * {@code Proofs} has a thread for each processor.
 *
 * <p>Left out on purpose: no configuration, no accounts, no network.
 */
@NullMarked
package kvs.workbook;

import org.jspecify.annotations.NullMarked;
