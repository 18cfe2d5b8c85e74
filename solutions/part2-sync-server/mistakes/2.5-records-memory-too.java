import java.nio.file.Files;

/**
 * Records whichever engine was chosen. A server that was tried out in memory has then claimed the directory for an
 * engine that keeps nothing, and from then on no other may have it.
 *
 * @sees a directory where the test has none
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
            record.write(provider.name());
        }
        return provider.open(directory, complete);
    }
}
