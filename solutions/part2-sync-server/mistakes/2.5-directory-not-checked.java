import java.nio.file.Files;

/**
 * Records the engine without asking whether it can begin in the directory. The engine then refuses the directory for what
 * is in it, and the record stays behind in a directory that holds other things.
 *
 * @sees an {@code engine} file in a directory that was rejected
 * @probably requireUsable was not called: ask it before the record is written
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
        if (provider.persistent() && recorded == null) {
            record.write(provider.name());
        }
        return provider.open(directory, complete);
    }
}
