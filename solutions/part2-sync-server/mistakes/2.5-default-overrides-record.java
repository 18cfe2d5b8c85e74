/**
 * Takes the default for the wish of a caller who named no engine. A directory of mvstore can then only be opened by
 * name; and if the default changes, no directory can be opened without one.
 *
 * @sees an error that names kvs, which the caller did not name
 * @probably the default is for directories without a record; a caller who names no engine gets the recorded one
 */
class Engines {
    EngineProvider choose(Path directory, @Nullable String recorded, @Nullable String named) throws IOException {
        String name = named == null ? defaultName() : named;
        EngineProvider wanted = find(name);
        if (wanted == null) {
            throw new IOException(
                    "there is no engine \"" + name + "\"; available engines: " + String.join(", ", names()));
        }
        if (recorded == null) {
            return wanted;
        }
        if (!name.equals(recorded)) {
            throw new IOException("the data in " + directory + " belongs to the engine \"" + recorded
                    + "\" and cannot be opened with \"" + name + "\"");
        }
        EngineProvider owner = find(recorded);
        if (owner == null) {
            throw new IOException("the data in " + directory + " belongs to the engine \"" + recorded
                    + "\", which is not available; available engines: " + String.join(", ", names()));
        }
        return owner;
    }
}
