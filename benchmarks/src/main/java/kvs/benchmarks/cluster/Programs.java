package kvs.benchmarks.cluster;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The load programs: started, and their output read. */
final class Programs {
    private Programs() {}

    /**
     * What one run of a load measured.
     *
     * @param busy the share of one core that the load program used
     */
    record Figures(double perSecond, double p50Millis, double p99Millis, double busy) {}

    static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /** Runs a load to its end, and returns what it printed. Its errors go to {@code log}. */
    static Figures measure(List<String> command, Path log) throws IOException, InterruptedException {
        String[] words = run(command, log).strip().split(" ");
        if (words.length != 4 || words[0].equals("0.0")) {
            throw failed(command, log);
        }
        return new Figures(
                Double.parseDouble(words[0]),
                Double.parseDouble(words[1]),
                Double.parseDouble(words[2]),
                Double.parseDouble(words[3]));
    }

    private static String run(List<String> command, Path log) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        try {
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(120, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw failed(command, log);
            }
            return output;
        } finally {
            process.destroyForcibly();
        }
    }

    private static IOException failed(List<String> command, Path log) throws IOException {
        List<String> lines = Files.readAllLines(log);
        String last = lines.isEmpty() ? "it said nothing" : lines.getLast();
        String shown = command.stream().filter(word -> word.length() < 100).reduce("", (all, word) -> all + " " + word);
        return new IOException("no figures of" + shown + ": " + last);
    }

    /** Returns the command of {@code kvs-bench}. */
    static List<String> kvsBench(String protocol, String address, String... options) {
        List<String> words = new ArrayList<>(List.of(
                java(),
                "-XX:+UseSerialGC",
                "-Xmn64m",
                "--sun-misc-unsafe-memory-access=allow",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                "kvs.benchmarks.load.Bench",
                "--protocol",
                protocol,
                "--addr",
                address));
        words.addAll(List.of(options));
        return words;
    }

    /** Runs {@code kvs-bench} to its end. */
    static Figures measureBench(List<String> command, Path log) throws IOException, InterruptedException {
        Path json = Files.createTempFile("kvs-bench", ".json");
        try {
            List<String> words = new ArrayList<>(command);
            words.addAll(List.of("--json", json.toString()));
            run(words, log);
            String report = Files.readString(json);
            return new Figures(
                    field(report, "throughputPerSecond"),
                    field(report, "latencyP50Micros") / 1e3,
                    field(report, "latencyP99Micros") / 1e3,
                    field(report, "generatorBusy"));
        } finally {
            Files.delete(json);
        }
    }

    private static double field(String json, String name) throws IOException {
        Matcher found = Pattern.compile("\"" + name + "\": ([0-9.]+)").matcher(json);
        if (!found.find()) {
            throw new IOException("the report of kvs-bench has no " + name);
        }
        return Double.parseDouble(found.group(1));
    }

    /** One writer without a pause, that tells the longest time between two acknowledged writes. */
    static final class Probe implements AutoCloseable {
        private final Process process;
        private final BufferedReader out;
        private final BufferedWriter in;

        Probe(List<String> loadProgram, Path log) throws IOException {
            List<String> words = new ArrayList<>(loadProgram);
            words.add("probe");
            process = new ProcessBuilder(words)
                    .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
            out = process.inputReader();
            in = process.outputWriter();
        }

        /** Forgets the gaps so far, once writes go through. */
        void mark() throws IOException {
            ask("mark");
        }

        /** Returns the longest gap since {@link #mark}, in milliseconds, once a write that begins now went through. */
        double longest() throws IOException {
            return Double.parseDouble(ask("longest").replace("Infinity", "30000"));
        }

        private String ask(String question) throws IOException {
            in.write(question + "\n");
            in.flush();
            String answer = out.readLine();
            if (answer == null) {
                throw new IOException("the probing writer has ended");
            }
            return answer;
        }

        @Override
        public void close() {
            process.destroyForcibly();
            process.onExit().join();
        }
    }
}
