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
 * The programs as people start them: {@code bin/kvs-server} and {@code bin/kvs-client}, each run a process of its own.
 * They start with the classes of these tests' own build ({@link ProgramClasses}), so that nothing has to be packaged.
 *
 * @param bin where the launchers are
 * @param behind what comes behind the programs' own class path; empty for nothing
 * @param directory where they run
 */
record Programs(Path bin, String behind, Path directory) {
    private static final boolean WINDOWS = File.separatorChar == '\\';

    /** The launchers of this repository, run in {@code directory}. */
    static Programs in(Path directory) {
        return new Programs(root().resolve("bin"), "", directory);
    }

    /** With other launchers. */
    Programs from(Path bin) {
        return new Programs(bin, behind, directory);
    }

    /** With classes behind the programs' own: in front of them, the archive would not serve. */
    Programs with(Path classes) {
        return new Programs(bin, behind + File.pathSeparator + classes, directory);
    }

    /** With what these classes are in: what a later part adds to the programs. */
    Programs with(Class<?>... types) {
        Programs programs = this;
        for (Class<?> type : types) {
            programs = programs.with(ProgramClasses.home(type));
        }
        return programs;
    }

    /** The root of the repository: the nearest directory above that has the launchers. */
    static Path root() {
        Path here = Path.of("").toAbsolutePath();
        for (Path at = here; at != null; at = at.getParent()) {
            if (Files.exists(at.resolve("bin/launch.sh"))) {
                return at;
            }
        }
        throw new IllegalStateException("there is no bin/launch.sh in " + here + " or above");
    }

    Typed client(String... words) {
        return run("kvs-client", words);
    }

    Typed server(String... words) {
        return run("kvs-server", words);
    }

    /** Any of the programs, to its end. */
    Typed run(String program, String... words) {
        try {
            Process process = start(program, words);
            process.getOutputStream().close();
            FutureTask<byte[]> err =
                    new FutureTask<>(() -> process.getErrorStream().readAllBytes());
            Thread.ofVirtual().start(err);
            byte[] out = process.getInputStream().readAllBytes();
            return new Typed(process.waitFor(), text(out), text(err.get()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** A server that listens. */
    Launched serve(String... words) throws IOException {
        return new Launched(start("kvs-server", words));
    }

    /** A program that runs. Who starts it ends it. */
    Process start(String program, String... words) throws IOException {
        return start(ProgramClasses.made(), program, words);
    }

    /** A server that listens, with other classes. */
    Launched serve(ProgramClasses classes, String... words) throws IOException {
        return new Launched(start(classes, "kvs-server", words));
    }

    Process start(ProgramClasses classes, String program, String... words) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(bin.resolve(WINDOWS ? program + ".cmd" : program).toString());
        command.addAll(List.of(words));
        ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
        var environment = builder.environment();
        environment.put("KVS_CLASS_PATH", classes.classPath() + behind);
        environment.put("KVS_JVM_OPTION", classes.option(program));
        environment.put("WORKBOOK_JDK", System.getProperty("java.home"));
        // A JVM says on standard error that it has read these.
        environment.remove("JAVA_TOOL_OPTIONS");
        environment.remove("JDK_JAVA_OPTIONS");
        return builder.start();
    }
}
