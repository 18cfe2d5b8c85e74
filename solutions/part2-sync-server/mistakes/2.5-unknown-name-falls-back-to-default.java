/**
 * Opens the default if the named engine does not exist. {@code --engine mvstor} then creates a directory of kvs, and
 * the operator learns of it when the data is stored.
 *
 * @shipped MySQL: where the mode NO_ENGINE_SUBSTITUTION is not set, {@code CREATE TABLE ... ENGINE=abc} makes a table
 *     the default engine and two warnings
 * @sees the default where the test expects an IOException that lists the engines
 * @probably an unknown name was ignored: it is an error that lists the available engines
 */
class Engines {
    EngineProvider choose(Path directory, @Nullable String recorded, @Nullable String named) throws IOException {
        EngineProvider wanted = find(named == null ? defaultName() : named);
        if (wanted == null) {
            return choose(directory, recorded, null);
        }
        if (recorded == null) {
            return wanted;
        }
        if (named != null && !named.equals(recorded)) {
            throw new IOException("the data in " + directory + " belongs to the engine \"" + recorded
                    + "\" and cannot be opened with \"" + named + "\"");
        }
        EngineProvider owner = find(recorded);
        if (owner == null) {
            throw new IOException("the data in " + directory + " belongs to the engine \"" + recorded
                    + "\", which is not available; available engines: " + String.join(", ", names()));
        }
        return owner;
    }
}
