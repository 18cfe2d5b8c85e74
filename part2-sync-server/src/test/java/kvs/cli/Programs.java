package kvs.cli;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * The programs as an operator starts them: {@code bin/kvs-server} and {@code bin/kvs-client}, each run a process of its
 * own. They start with the classes of this build ({@link ProgramClasses}), so that nothing has to be packaged.
 *
 * @param bin the directory of the launchers
 * @param behind an addition to the end of the programs' class path; may be empty
 * @param directory the working directory
 */
record Programs(Path bin, String behind, Path directory) {
    private static final boolean WINDOWS = File.separatorChar == '\\';

    /** Uses the launchers of this repository, in the working directory {@code directory}. */
    static Programs in(Path directory) {
        return new Programs(root().resolve("bin"), "", directory);
    }

    /** Uses other launchers. */
    Programs from(Path bin) {
        return new Programs(bin, behind, directory);
    }

    /** Adds classes at the end of the class path: in front of the programs' own, they would invalidate the archive. */
    Programs with(Path classes) {
        return new Programs(bin, behind + File.pathSeparator + classes, directory);
    }

    /** Adds the directories or jars of these classes, which a later part adds to the programs. */
    Programs with(Class<?>... types) {
        Programs programs = this;
        for (Class<?> type : types) {
            programs = programs.with(ProgramClasses.home(type));
        }
        return programs;
    }

    /** Returns the root of the repository: the nearest directory above that has the launchers. */
    static Path root() {
        Path here = Path.of("").toAbsolutePath();
        for (Path at = here; at != null; at = at.getParent()) {
            if (Files.exists(at.resolve("bin/launch.sh"))) {
                return at;
            }
        }
        throw new IllegalStateException("there is no bin/launch.sh in " + here + " or above");
    }

    CliResult client(String... words) {
        return run("kvs-client", words);
    }

    CliResult server(String... words) {
        return run("kvs-server", words);
    }

    /** Runs a program to its end. */
    CliResult run(String program, String... words) {
        try {
            return end(start(program, words));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs a shell script; in its {@code PATH} are the programs, and {@code $1}, {@code $2} … are the words. */
    CliResult script(String script, String... words) {
        try {
            List<String> command = new ArrayList<>(List.of("sh", "-c", script, "script"));
            command.addAll(List.of(words));
            ProcessBuilder builder = builder(ProgramClasses.made(), command);
            builder.environment().remove("KVS_JVM_OPTION");
            builder.environment().merge("PATH", bin.toString(), (path, here) -> here + File.pathSeparator + path);
            return end(builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static CliResult end(Process process) {
        try {
            process.getOutputStream().close();
            FutureTask<byte[]> err =
                    new FutureTask<>(() -> process.getErrorStream().readAllBytes());
            Thread.ofVirtual().start(err);
            byte[] out = process.getInputStream().readAllBytes();
            return new CliResult(process.waitFor(), text(out), text(err.get()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** Starts a server; returns when it listens. */
    ServerProcess serve(String... words) throws IOException {
        return new ServerProcess(start("kvs-server", words));
    }

    /** Starts a program, which the caller ends. */
    Process start(String program, String... words) throws IOException {
        return start(ProgramClasses.made(), program, words);
    }

    /** Starts a server with other classes; returns when it listens. */
    ServerProcess serve(ProgramClasses classes, String... words) throws IOException {
        return new ServerProcess(start(classes, "kvs-server", words));
    }

    Process start(ProgramClasses classes, String program, String... words) throws IOException {
        return builder(classes, program, words).start();
    }

    /** Starts a program whose heap has at most this size, such as {@code 16m}; the caller ends it. */
    Process startWithHeap(String size, String program, String... words) throws IOException {
        ProcessBuilder builder = builder(ProgramClasses.made(), program, words);
        builder.environment().put("JDK_JAVA_OPTIONS", "-Xmx" + size);
        return builder.start();
    }

    private ProcessBuilder builder(ProgramClasses classes, String program, String... words) {
        List<String> command = new ArrayList<>();
        command.add(bin.resolve(WINDOWS ? program + ".cmd" : program).toString());
        command.addAll(List.of(words));
        ProcessBuilder builder = builder(classes, command);
        builder.environment().put("KVS_JVM_OPTION", classes.option(program));
        return builder;
    }

    private ProcessBuilder builder(ProgramClasses classes, List<String> command) {
        ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
        var environment = builder.environment();
        environment.put("KVS_CLASS_PATH", classes.classPath() + behind);
        environment.put("WORKBOOK_JDK", System.getProperty("java.home"));
        // A JVM prints to standard error that it has read these.
        environment.remove("JAVA_TOOL_OPTIONS");
        environment.remove("JDK_JAVA_OPTIONS");
        return builder;
    }
}
