/**
 * Does not ask whether the directory is one. The engine's record is then looked for inside a file, and the system says
 * that in words that do not name what the caller did wrong.
 *
 * @sees "could not read which engine wrote ..." where the test has "... is a file"
 * @probably a file was taken for a data directory: if it exists and is none, say so
 */
class Engines {
    public KvEngine open(Path directory, @Nullable String named, Map<String, String> settings) throws IOException {
        EngineRecord record = new EngineRecord(directory);
        String recorded = record.read();
        EngineProvider provider = choose(directory, recorded, named);
        Map<String, String> complete = complete(provider, settings);
        if (provider.persistent() && recorded == null) {
            record.write(provider.name());
        }
        return provider.open(directory, complete);
    }
}
