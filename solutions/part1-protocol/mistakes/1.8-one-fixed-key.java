import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;

/**
 * Tries every kind of command with the key {@code foo} and the value {@code bar}. That is an example test run two
 * hundred times: empty keys and bytes that are not text are never tried.
 *
 * @sees every command has the same key, and the test asks for an empty one and for bytes above 7f
 * @probably all your commands have the same key, so 200 tries are one try
 */
class CodecLaws {
    static Arbitrary<Command> commands() {
        Bytes foo = Bytes.utf8("foo");
        return Arbitraries.of(
                new Command.Get(foo),
                new Command.Set(foo, Bytes.utf8("bar")),
                new Command.Clear(foo),
                new Command.Shutdown(),
                new Command.Ping(foo));
    }
}
