/**
 * Takes the default for the wish of a caller who named nothing. A directory of mvstore cannot be opened any more
 * without naming it, and on the day that the default changes no directory can.
 *
 * @sees a refusal that names kvs, which nobody asked for
 * @probably the default is for directories without a record; a caller who names nothing leaves it to the directory
 */
class Engines {
    EngineProvider choose(Path directory, @Nullable String recorded, @Nullable String named) throws IOException {
        String name = named == null ? defaultName() : named;
        EngineProvider wanted = find(name);
        if (wanted == null) {
            throw new IOException("there is no engine \"" + name + "\"; there is " + String.join(", ", names()));
        }
        if (recorded == null) {
            return wanted;
        }
        if (!name.equals(recorded)) {
            throw new IOException("the data in " + directory + " is of the engine \"" + recorded
                    + "\", and cannot be opened with \"" + name + "\"");
        }
        EngineProvider owner = find(recorded);
        if (owner == null) {
            throw new IOException("the data in " + directory + " is of the engine \"" + recorded
                    + "\", which is not here; there is " + String.join(", ", names()));
        }
        return owner;
    }
}
