import java.nio.file.Files;

/**
 * Writes the record before it checks the settings. The start then fails at a misspelt option, and the directory
 * belongs to an engine that never ran.
 *
 * @sees a file in the directory where the test expects none
 * @probably the record was written before complete(...) had checked the settings: check first, then write
 */
class Engines {
    public KvEngine open(Path directory, @Nullable String named, Map<String, String> settings) throws IOException {
        if (Files.exists(directory) && !Files.isDirectory(directory)) {
            throw new IOException(directory + " is a file, where a data directory is needed");
        }
        EngineRecord record = new EngineRecord(directory);
        String recorded = record.read();
        EngineProvider provider = choose(directory, recorded, named);
        if (provider.persistent() && recorded == null) {
            requireUsable(directory, provider);
            record.write(provider.name());
        }
        Map<String, String> complete = complete(provider, settings);
        return provider.open(directory, complete);
    }
}
