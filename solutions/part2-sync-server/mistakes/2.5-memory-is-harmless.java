/**
 * Lets an engine that keeps nothing open any directory, as it cannot do any damage there. It does: the clients of this
 * server see a store without a key, and what they write is gone at its end.
 *
 * @sees the engine memory where the test has an IOException that names two
 * @probably memory was let into a directory with data: it damages no file, and shows none of what is there
 */
class Engines {
    EngineProvider choose(Path directory, @Nullable String recorded, @Nullable String named) throws IOException {
        EngineProvider wanted = find(named == null ? defaultName() : named);
        if (wanted == null) {
            throw new IOException("there is no engine \"" + named + "\"; there is " + String.join(", ", names()));
        }
        if (recorded == null) {
            return wanted;
        }
        if (named != null && !named.equals(recorded) && wanted.persistent()) {
            throw new IOException("the data in " + directory + " is of the engine \"" + recorded
                    + "\", and cannot be opened with \"" + named + "\"");
        }
        EngineProvider owner = find(named == null ? recorded : named);
        if (owner == null) {
            throw new IOException("the data in " + directory + " is of the engine \"" + recorded
                    + "\", which is not here; there is " + String.join(", ", names()));
        }
        return owner;
    }
}
