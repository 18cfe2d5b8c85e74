/**
 * Compares two names with {@code !=}, which compares references. Two literals of the same program are one object; a
 * name read from a file or from a command line is another object with the same letters.
 *
 * @sees "mvstore" rejected for the data of the engine "mvstore"
 * @probably two Strings were compared with != or ==: equals(...) compares their contents
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
        if (named != null && named != recorded) {
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
