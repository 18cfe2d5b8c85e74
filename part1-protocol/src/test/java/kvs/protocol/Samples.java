package kvs.protocol;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Generators of keys, values and messages: small enough to read, and with awkward values among them. */
final class Samples {
    /** At most 4 letters for a key and 8 for a value, in tests of the text protocol. */
    static final Limits TEXT_LIMITS = new Limits(4, 8);

    private Samples() {}

    /** Returns 0 to 40 bytes of any value, among them zeros, ff, and bytes that look like a length. */
    static Arbitrary<Bytes> bytes() {
        return Arbitraries.bytes().array(byte[].class).ofMaxSize(40).map(Bytes::copyOf);
    }

    static Arbitrary<Response> responses() {
        return Arbitraries.oneOf(
                bytes().map(Response.Ok::new),
                Arbitraries.strings().ofMaxLength(20).map(Samples::wellFormed).map(Response.Error::new),
                Arbitraries.create(Response.NotFound::new));
    }

    static Arbitrary<Bytes> words(int maxLength) {
        return Arbitraries.strings()
                .withCharRange('a', 'z')
                .ofMaxLength(maxLength)
                .map(Bytes::utf8);
    }

    static Arbitrary<Command> textCommands() {
        Arbitrary<Bytes> keys = words(TEXT_LIMITS.maxKeyBytes());
        return Arbitraries.oneOf(
                keys.map(Command.Get::new),
                Combinators.combine(keys, words(TEXT_LIMITS.maxValueBytes())).as(Command.Set::new));
    }

    /** Returns text that is often nearly a message of the text protocol: one character per byte. */
    static Arbitrary<String> nearlyText() {
        return Arbitraries.of(
                        "STORE$",
                        "LOAD$",
                        "STORE",
                        "LOAD",
                        "S",
                        "L",
                        "STT",
                        "DONE",
                        "FOUND$",
                        "NOTFOUND",
                        "$",
                        "\n",
                        "\r",
                        "a",
                        "key",
                        "abcd",
                        "K",
                        "1",
                        "\u00ff",
                        "")
                .list()
                .ofMaxSize(8)
                .map(parts -> String.join("", parts));
    }

    /** Replaces half surrogate pairs, which UTF-8 cannot encode, by question marks. */
    private static String wellFormed(String text) {
        return Bytes.utf8(text).utf8();
    }
}
