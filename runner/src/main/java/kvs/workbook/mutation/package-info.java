/**
 * Would the tests of an exercise notice a small fault in its answer?
 *
 * <p>A <em>mutant</em> is the finished code with one small change: a condition negated, a call left out, another value
 * returned. PIT makes the mutants from the class files of a part. The workbook's own workers run the tests of the
 * exercise on each of them. A mutant is <em>killed</em> when a test fails, or when the worker ends. It
 * <em>survives</em> when all tests pass.
 *
 * <pre>
 *   part1-protocol.jar ──PIT──▶ Mutants ──line ranges of &#64;exercise, &#64;solution──▶ Mutation
 *                                                                                │
 *   solutions/part1-protocol/equivalent.txt ──▶ EquivalentMutants                ▼
 *                                                      │                    MutationRun ──▶ Checker, one per processor
 *                                                      └──── not a survivor ◀────┘
 * </pre>
 *
 * <p>Reading order: {@link kvs.workbook.mutation.Mutation}, {@link kvs.workbook.mutation.Mutants},
 * {@link kvs.workbook.mutation.MutationRun}, {@link kvs.workbook.mutation.EquivalentMutants}.
 *
 * <p><b>Which changes.</b> PIT's mutators {@code STRONGER}: arithmetic, conditions and their bounds, calls of
 * {@code void} methods, returned values, switches. To these come {@code NON_VOID_METHOD_CALLS}, since a call that an
 * answer must make for its effect often returns something as well: a read, a wait, an append. PIT's other mutators are
 * not used. {@code INLINE_CONSTS} changes sizes of buffers and numbers in messages, which no test should hold fast, and
 * a constructor call replaced by {@code null} fails in any test.
 *
 * <p><b>Which mutants are left out.</b> Those that PIT's filters leave out: code that the compiler generates for
 * {@code try} with resources, {@code finally}, {@code for} each, {@code switch}, {@code assert}, enums and records, calls of
 * a logger, returned values that are the same as before, and loops that would not end. {@code CompilersCode} adds what
 * these filters do not know yet: patterns in a {@code case}, and boxing.
 *
 * <p><b>Threads.</b> The records are values. {@code Mutants} guards what it remembers. {@code MutationRun} belongs to
 * one thread, and starts its own.
 *
 * <p><b>Left out on purpose.</b> No coverage data: the exercise is known, so its tests are. No mutants of a <em>write a
 * property</em> exercise: its answer is a test, and the exercise's mistakes judge it.
 */
@NullMarked
package kvs.workbook.mutation;

import org.jspecify.annotations.NullMarked;
