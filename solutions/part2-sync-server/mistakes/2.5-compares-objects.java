/**
 * Compares the two names with {@code !=}, which asks whether they are the same object. Between two words of the same
 * program they are; what was read from a file or typed on a command line is another object with the same letters.
 *
 * @sees a refusal of "mvstore" where the data is of the engine "mvstore"
 * @probably two Strings were compared with != or ==: equals(...) compares what is in them
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
        if (named != null && named != recorded) {
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
