package kvs.workbook.check;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.StreamCorruptedException;
import java.time.Duration;

/** What the worker sends: a byte for the kind of {@link Event}, then its components in their order. */
final class EventCodec {

    private static final int READY = 0;
    private static final int PLANNED = 1;
    private static final int STARTED = 2;
    private static final int FINISHED = 3;
    private static final int PRINTED = 4;
    private static final int DONE = 5;
    private static final int DYING = 6;

    private static final int PASSED = 0;
    private static final int FAILED = 1;
    private static final int ABORTED = 2;
    private static final int SKIPPED = 3;
    private static final int NOT_RUN = 4;

    private EventCodec() {}

    static void write(DataOutputStream out, Event event) throws IOException {
        switch (event) {
            case Event.Ready() -> out.writeByte(READY);
            case Event.Planned(var tests) -> {
                out.writeByte(PLANNED);
                Items.writeAll(out, tests, EventCodec::writeTest);
            }
            case Event.Started(var test) -> {
                out.writeByte(STARTED);
                writeTest(out, test);
            }
            case Event.Finished(var outcome) -> {
                out.writeByte(FINISHED);
                writeTest(out, outcome.test());
                writeEnding(out, outcome.ending());
                out.writeLong(outcome.took().toNanos());
            }
            case Event.Printed(var bytes) -> {
                out.writeByte(PRINTED);
                Items.writeBytes(out, bytes);
            }
            case Event.Done(var undiscovered, var threadsLeft) -> {
                out.writeByte(DONE);
                Items.writeOptional(out, undiscovered, EventCodec::writeFailure);
                Items.writeAll(out, threadsLeft, Items::writeString);
            }
            case Event.Dying(var kind, var test, var stack, var after) -> {
                out.writeByte(DYING);
                Items.writeString(out, kind.name());
                Items.writeOptional(out, test, EventCodec::writeTest);
                writeStack(out, stack);
                out.writeLong(after.toNanos());
            }
        }
    }

    static Event read(DataInputStream in) throws IOException {
        int kind = in.readByte();
        return switch (kind) {
            case READY -> new Event.Ready();
            case PLANNED -> new Event.Planned(Items.readAll(in, EventCodec::readTest));
            case STARTED -> new Event.Started(readTest(in));
            case FINISHED ->
                new Event.Finished(new TestOutcome(readTest(in), readEnding(in), Duration.ofNanos(in.readLong())));
            case PRINTED -> new Event.Printed(Items.readBytes(in));
            case DONE ->
                new Event.Done(Items.readOptional(in, EventCodec::readFailure), Items.readAll(in, Items::readString));
            case DYING ->
                new Event.Dying(
                        Event.Dying.Kind.valueOf(Items.readString(in)),
                        Items.readOptional(in, EventCodec::readTest),
                        readStack(in),
                        Duration.ofNanos(in.readLong()));
            default -> throw new StreamCorruptedException("no event is of kind " + kind);
        };
    }

    private static void writeEnding(DataOutputStream out, Ending ending) throws IOException {
        switch (ending) {
            case Ending.Passed() -> out.writeByte(PASSED);
            case Ending.Failed(var failure) -> {
                out.writeByte(FAILED);
                writeFailure(out, failure);
            }
            case Ending.Aborted(var reason) -> {
                out.writeByte(ABORTED);
                Items.writeString(out, reason);
            }
            case Ending.Skipped(var reason) -> {
                out.writeByte(SKIPPED);
                Items.writeString(out, reason);
            }
            case Ending.NotRun() -> out.writeByte(NOT_RUN);
        }
    }

    private static Ending readEnding(DataInputStream in) throws IOException {
        int kind = in.readByte();
        return switch (kind) {
            case PASSED -> new Ending.Passed();
            case FAILED -> new Ending.Failed(readFailure(in));
            case ABORTED -> new Ending.Aborted(Items.readString(in));
            case SKIPPED -> new Ending.Skipped(Items.readString(in));
            case NOT_RUN -> new Ending.NotRun();
            default -> throw new StreamCorruptedException("no ending is of kind " + kind);
        };
    }

    private static void writeFailure(DataOutputStream out, Failure failure) throws IOException {
        Items.writeString(out, failure.throwable());
        Items.writeString(out, failure.message());
        writeStack(out, failure.stack());
        Items.writeAll(out, failure.causes(), EventCodec::writeCause);
        Items.writeOptional(out, failure.expected(), Items::writeString);
        Items.writeOptional(out, failure.actual(), Items::writeString);
        Items.writeString(out, failure.report());
    }

    private static Failure readFailure(DataInputStream in) throws IOException {
        return new Failure(
                Items.readString(in),
                Items.readString(in),
                readStack(in),
                Items.readAll(in, EventCodec::readCause),
                Items.readOptional(in, Items::readString),
                Items.readOptional(in, Items::readString),
                Items.readString(in));
    }

    private static void writeCause(DataOutputStream out, Failure.Cause cause) throws IOException {
        Items.writeString(out, cause.throwable());
        Items.writeString(out, cause.message());
        writeStack(out, cause.stack());
    }

    private static Failure.Cause readCause(DataInputStream in) throws IOException {
        return new Failure.Cause(Items.readString(in), Items.readString(in), readStack(in));
    }

    private static void writeTest(DataOutputStream out, TestName test) throws IOException {
        Items.writeString(out, test.uniqueId());
        Items.writeString(out, test.displayName());
        Items.writeString(out, test.className());
        Items.writeString(out, test.method());
    }

    private static TestName readTest(DataInputStream in) throws IOException {
        return new TestName(Items.readString(in), Items.readString(in), Items.readString(in), Items.readString(in));
    }

    private static void writeStack(DataOutputStream out, Stack stack) throws IOException {
        out.writeInt(stack.omitted());
        Items.writeAll(out, stack.frames(), EventCodec::writeFrame);
    }

    private static Stack readStack(DataInputStream in) throws IOException {
        int omitted = in.readInt();
        return new Stack(Items.readAll(in, EventCodec::readFrame), omitted);
    }

    private static void writeFrame(DataOutputStream out, Frame frame) throws IOException {
        Items.writeString(out, frame.className());
        Items.writeString(out, frame.method());
        Items.writeString(out, frame.file());
        out.writeInt(frame.line());
    }

    private static Frame readFrame(DataInputStream in) throws IOException {
        return new Frame(Items.readString(in), Items.readString(in), Items.readString(in), in.readInt());
    }
}
