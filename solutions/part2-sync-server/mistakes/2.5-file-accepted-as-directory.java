/**
 * Does not check that the directory is one. The record is then looked for inside a file, and the system's message
 * does not name the caller's error.
 *
 * @sees "could not read the engine's name ..." where the test expects "... is a file"
 * @probably a file was taken for a data directory: if it exists and is not a directory, throw
 */
class Engines {
    public KvEngine open(Path directory, @Nullable String named, Map<String, String> settings) throws IOException {
        EngineRecord record = new EngineRecord(directory);
        String recorded = record.read();
        EngineProvider provider = choose(directory, recorded, named);
        Map<String, String> complete = complete(provider, settings);
        if (provider.persistent() && recorded == null) {
            requireUsable(directory, provider);
            record.write(provider.name());
        }
        return provider.open(directory, complete);
    }
}
