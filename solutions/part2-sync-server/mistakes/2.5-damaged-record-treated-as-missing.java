import java.nio.file.Files;

/**
 * Treats a record that cannot be read like a missing one, and opens the directory with the default. That overwrites
 * the only sign that something is wrong with this directory.
 *
 * @shipped the example server of PingCAP's Talent Plan, project 3 of its Rust course: a warning, and then as if there
 *     were no file
 * @sees the default where the test expects an IOException that says "damaged"
 * @probably the exception of EngineRecord.read() was caught: a damaged record is not the same as none
 */
class Engines {
    public KvEngine open(Path directory, @Nullable String named, Map<String, String> settings) throws IOException {
        if (Files.exists(directory) && !Files.isDirectory(directory)) {
            throw new IOException(directory + " is a file, where a data directory is needed");
        }
        EngineRecord record = new EngineRecord(directory);
        String recorded;
        try {
            recorded = record.read();
        } catch (IOException _) {
            recorded = null;
        }
        EngineProvider provider = choose(directory, recorded, named);
        Map<String, String> complete = complete(provider, settings);
        if (provider.persistent() && recorded == null) {
            requireUsable(directory, provider);
            record.write(provider.name());
        }
        return provider.open(directory, complete);
    }
}
