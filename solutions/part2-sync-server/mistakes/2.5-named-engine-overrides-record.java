/**
 * Lets the name on the command line override the one in the directory. The named engine finds no file of its own,
 * starts an empty store beside the data, and every key seems lost. Worse, clients then write to it.
 *
 * @sees an engine where the test expects an IOException that names two
 * @probably the caller's name overrides the record: where they differ, no engine may open the directory
 */
class Engines {
    EngineProvider choose(Path directory, @Nullable String recorded, @Nullable String named) throws IOException {
        EngineProvider wanted = find(named == null ? defaultName() : named);
        if (wanted == null) {
            throw new IOException(
                    "there is no engine \"" + named + "\"; available engines: " + String.join(", ", names()));
        }
        if (recorded == null || named != null) {
            return wanted;
        }
        EngineProvider owner = find(recorded);
        if (owner == null) {
            throw new IOException("the data in " + directory + " belongs to the engine \"" + recorded
                    + "\", which is not available; available engines: " + String.join(", ", names()));
        }
        return owner;
    }
}
