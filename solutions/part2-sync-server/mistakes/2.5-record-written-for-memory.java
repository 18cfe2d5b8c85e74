import java.nio.file.Files;

/**
 * Writes a record for every engine. After a trial in memory, the directory belongs to an engine without data, and no
 * other engine can open it.
 *
 * @sees a directory where the test expects none
 * @probably an engine that is not persistent was recorded: it has no data that could belong to it
 */
class Engines {
    public KvEngine open(Path directory, @Nullable String named, Map<String, String> settings) throws IOException {
        if (Files.exists(directory) && !Files.isDirectory(directory)) {
            throw new IOException(directory + " is a file, where a data directory is needed");
        }
        EngineRecord record = new EngineRecord(directory);
        String recorded = record.read();
        EngineProvider provider = choose(directory, recorded, named);
        Map<String, String> complete = complete(provider, settings);
        if (recorded == null) {
            requireUsable(directory, provider);
            record.write(provider.name());
        }
        return provider.open(directory, complete);
    }
}
