import java.nio.file.Files;

/**
 * Passes the settings to the engine as they were on the command line: without the defaults of the other options, and
 * with options that do not exist.
 *
 * @sees {@code {fsync=never}} where the test expects salvage too, and no error for settings that do not exist
 * @probably the settings went to the engine unchecked: complete(...) checks them and adds the defaults
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
        return provider.open(directory, settings);
    }
}
