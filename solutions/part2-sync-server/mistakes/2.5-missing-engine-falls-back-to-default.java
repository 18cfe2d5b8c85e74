/**
 * Opens a directory with the default if its engine is not available. That happens when a server of part 2 is started
 * on the data of part 3: it has no jar with that engine, and opens memory.
 *
 * @sees the default where the test expects an IOException that says "not available"
 * @probably the recorded engine is not on the class path, and another one got its data: throw
 */
class Engines {
    EngineProvider choose(Path directory, @Nullable String recorded, @Nullable String named) throws IOException {
        EngineProvider wanted = find(named == null ? defaultName() : named);
        if (wanted == null) {
            throw new IOException(
                    "there is no engine \"" + named + "\"; available engines: " + String.join(", ", names()));
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
            return wanted;
        }
        return owner;
    }
}
