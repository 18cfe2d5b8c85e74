/**
 * Opens a directory whose engine is not there with the default. That is what happens when a server of part 2 is started
 * on the data of part 3: it has no jar with that engine, and takes memory.
 *
 * @sees the default where the test has an IOException that says "not here"
 * @probably the recorded engine is not on the class path, and another one got its data: refuse
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
        if (named != null && !named.equals(recorded)) {
            throw new IOException("the data in " + directory + " is of the engine \"" + recorded
                    + "\", and cannot be opened with \"" + named + "\"");
        }
        EngineProvider owner = find(recorded);
        if (owner == null) {
            return wanted;
        }
        return owner;
    }
}
