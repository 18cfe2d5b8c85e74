/**
 * Gives a caller who names an engine that is not there the default instead. {@code --engine mvstor} then makes a
 * directory of kvs, and who typed it learns that when the data is in.
 *
 * @shipped MySQL: where the mode NO_ENGINE_SUBSTITUTION is not set, {@code CREATE TABLE ... ENGINE=abc} makes a table
 *     the default engine and two warnings
 * @sees the default where the test has an IOException that lists the engines
 * @probably an unknown name was passed over: it is an error that says which engines there are
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
            throw new IOException("the data in " + directory + " is of the engine \"" + recorded
                    + "\", and cannot be opened with \"" + named + "\"");
        }
        EngineProvider owner = find(recorded);
        if (owner == null) {
            throw new IOException("the data in " + directory + " is of the engine \"" + recorded
                    + "\", which is not here; there is " + String.join(", ", names()));
        }
        return owner;
    }
}
