package kvs.workbook.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class EventCodecProperties {

    @Property(tries = 200, seed = "20261120", edgeCases = EdgeCasesMode.NONE)
    void what_is_read_is_what_was_written(@ForAll("events") Event event) throws IOException {
        assertThat(EventCodec.read(wireOn(frame(event)).receive())).isEqualTo(event);
    }

    @Property(tries = 200, seed = "20261120", edgeCases = EdgeCasesMode.NONE)
    void a_frame_that_was_cut_is_an_error(@ForAll("events") Event event, @ForAll int cut) throws IOException {
        byte[] whole = frame(event);
        byte[] part = Arrays.copyOf(whole, Math.floorMod(cut, whole.length));

        assertThatThrownBy(() -> wireOn(part).receive()).isInstanceOf(IOException.class);
    }

    @Property(tries = 200, seed = "20261120", edgeCases = EdgeCasesMode.NONE)
    void bytes_of_a_stranger_end_in_an_exception_or_an_event_and_never_in_exhausted_memory(@ForAll byte[] payload) {
        try {
            assertThat(EventCodec.read(new DataInputStream(new ByteArrayInputStream(payload))))
                    .isNotNull();
        } catch (IOException | RuntimeException e) {
            assertThat(e).isNotNull();
        }
    }

    @Provide
    Arbitrary<Event> events() {
        Arbitrary<String> text = Arbitraries.strings().ofMaxLength(20).map(EventCodecProperties::withoutHalfCharacters);
        Arbitrary<TestName> test = Combinators.combine(text, text, text, text).as(TestName::new);
        Arbitrary<Frame> frame =
                Combinators.combine(text, text, text, Arbitraries.integers()).as(Frame::new);
        Arbitrary<Stack> stack = Combinators.combine(frame.list().ofMaxSize(3), Arbitraries.integers())
                .as(Stack::new);
        Arbitrary<Duration> span = Arbitraries.longs().map(Duration::ofNanos);
        Arbitrary<Failure> failure = Combinators.combine(
                        text,
                        text,
                        stack,
                        Combinators.combine(text, text, stack)
                                .as(Failure.Cause::new)
                                .list()
                                .ofMaxSize(2),
                        text.optional(),
                        text.optional(),
                        text)
                .as(Failure::new);
        Arbitrary<Ending> ending = Arbitraries.oneOf(
                Arbitraries.just(new Ending.Passed()),
                failure.map(Ending.Failed::new),
                text.map(Ending.Aborted::new),
                text.map(Ending.Skipped::new),
                Arbitraries.just(new Ending.NotRun()));
        Arbitrary<Optional<TestName>> maybeTest = test.optional();
        return Arbitraries.oneOf(
                Arbitraries.just(new Event.Ready()),
                test.list().ofMaxSize(3).map(Event.Planned::new),
                test.map(Event.Started::new),
                Combinators.combine(test, ending, span)
                        .as((name, how, took) -> new Event.Finished(new TestOutcome(name, how, took))),
                Combinators.combine(failure.optional(), text.list().ofMaxSize(2))
                        .as(Event.Done::new),
                Combinators.combine(Arbitraries.of(Event.Dying.Kind.class), maybeTest, stack, span)
                        .as(Event.Dying::new));
    }

    /** Half of a surrogate pair has no form in UTF-8. */
    private static String withoutHalfCharacters(String text) {
        return text.codePoints()
                .filter(code -> code < Character.MIN_SURROGATE || code > Character.MAX_SURROGATE)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private static byte[] frame(Event event) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        new Wire(new ByteArrayInputStream(new byte[0]), bytes).send(out -> EventCodec.write(out, event));
        return bytes.toByteArray();
    }

    private static Wire wireOn(byte[] bytes) {
        return new Wire(new ByteArrayInputStream(bytes), OutputStream.nullOutputStream());
    }
}
