import java.nio.file.Files;

/**
 * Hands the engine the settings as they were on the command line: without the defaults of the others, and with whatever
 * does not exist.
 *
 * @sees {@code {fsync=never}} where the test has salvage, too, and no complaint about settings that do not exist
 * @probably the settings went to the engine as they came: complete(...) checks them and fills in the defaults
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
            record.write(provider.name());
        }
        return provider.open(directory, settings);
    }
}
