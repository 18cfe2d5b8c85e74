import java.nio.file.Files;

/**
 * Writes the record also if it exists. The name is the same, so the data is not harmed; but each start replaces a
 * good file and waits for the disk twice.
 *
 * @shipped the example server of PingCAP's Talent Plan, project 3 of its Rust course, which does it in place besides:
 *     a crash in the middle can leave the file empty
 * @sees a record that was written at the second open
 * @probably the record was written again: write it only where there is none
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
        if (provider.persistent()) {
            requireUsable(directory, provider);
            record.write(provider.name());
        }
        return provider.open(directory, complete);
    }
}
