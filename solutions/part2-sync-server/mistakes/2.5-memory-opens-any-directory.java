/**
 * Lets an engine that is not persistent open any directory, as it cannot damage anything. But the clients of this
 * server see an empty store, and their writes are lost when it stops.
 *
 * @sees the engine memory where the test expects an IOException that names two
 * @probably memory opened a directory with data: it damages no file, and shows none of the data
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
        if (named != null && !named.equals(recorded) && wanted.persistent()) {
            throw new IOException("the data in " + directory + " belongs to the engine \"" + recorded
                    + "\" and cannot be opened with \"" + named + "\"");
        }
        EngineProvider owner = find(named == null ? recorded : named);
        if (owner == null) {
            throw new IOException("the data in " + directory + " belongs to the engine \"" + recorded
                    + "\", which is not available; available engines: " + String.join(", ", names()));
        }
        return owner;
    }
}
