import java.nio.file.Files;

/**
 * Opens the engine first and writes the record after that has succeeded. A crash between the two leaves files without
 * a record, and the next start gives them to the default.
 *
 * @sees {@code recorded null} where the test expects the engine's name
 * @probably the engine was opened before it was recorded: write the record before its first byte
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
        KvEngine opened = provider.open(directory, complete);
        if (provider.persistent() && recorded == null) {
            requireUsable(directory, provider);
            record.write(provider.name());
        }
        return opened;
    }
}
