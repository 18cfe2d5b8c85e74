/**
 * The name on the command line wins over the one in the directory. The engine that is named finds no file of its own,
 * begins an empty store beside the data, and every key seems to be gone. Worse, it is then written to.
 *
 * @sees an engine where the test has an IOException that names two
 * @probably the name of the caller wins over the record: where the two differ, no engine is the right one
 */
class Engines {
    EngineProvider choose(Path directory, @Nullable String recorded, @Nullable String named) throws IOException {
        EngineProvider wanted = find(named == null ? defaultName() : named);
        if (wanted == null) {
            throw new IOException("there is no engine \"" + named + "\"; there is " + String.join(", ", names()));
        }
        if (recorded == null || named != null) {
            return wanted;
        }
        EngineProvider owner = find(recorded);
        if (owner == null) {
            throw new IOException("the data in " + directory + " is of the engine \"" + recorded
                    + "\", which is not here; there is " + String.join(", ", names()));
        }
        return owner;
    }
}
