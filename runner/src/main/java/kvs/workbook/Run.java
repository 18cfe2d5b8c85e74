package kvs.workbook;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import kvs.workbook.check.Compilation;
import kvs.workbook.check.CompileError;
import kvs.workbook.check.NotCompiled;
import kvs.workbook.course.CourseException;
import kvs.workbook.course.Part;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/**
 * Runs a program of the course, from its launcher in {@code bin}. It has this process's standard streams, and its exit
 * code becomes that of this process.
 */
@Command(
        name = "run",
        description = {
            "Runs a program: kvs-server, kvs-client, kvs-log or kvs-sharded. With --mine, with what you have written.",
            "What is not written yet is lent from the finished parts, and said on standard error."
        },
        footer = {
            "",
            "Examples:",
            "  ./workbook run kvs-server --addr 127.0.0.1:4000 --mine",
            "  ./workbook run kvs-client get greeting",
            "",
            "What stands behind PROGRAM goes to it, but for the first --mine; behind -- that is a word like any other.",
            "The exit code is the program's; 1 if your code does not compile."
        })
final class Run implements Callable<Integer> {
    private static final String MINE = "--mine";

    /** @param part the part that it is made of, with those before it */
    private record Program(String name, int part) {}

    private static final List<Program> PROGRAMS =
            List.of(
            new Program("kvs-server", 3),
            new Program("kvs-client", 3),
            new Program("kvs-log", 3),
            new Program("kvs-sharded", 4));

    @ParentCommand
    @SuppressWarnings("NullAway.Init") // picocli sets it
    Main main;

    @Option(names = MINE, description = "With your own classes in front of the finished ones.")
    boolean mine;

    @Parameters(index = "0", paramLabel = "PROGRAM", description = "kvs-server, kvs-client, kvs-log or kvs-sharded.")
    @SuppressWarnings("NullAway.Init")
    String name;

    @Parameters(
            index = "1..*",
            arity = "0..*",
            paramLabel = "WORDS",
            description = "The program's own; see its --help.")
    List<String> words = new ArrayList<>();

    @Override
    public Integer call() throws WorkbookException, CourseException, IOException, InterruptedException {
        Program program = PROGRAMS.stream()
                .filter(known -> known.name().equals(name))
                .findFirst()
                .orElseThrow(() -> WorkbookException.usage("there is no program '" + name + "': there is "
                        + PROGRAMS.stream().map(Program::name).collect(Collectors.joining(", "))));
        Layout layout = new Layout(main.root());
        ProcessBuilder builder = new ProcessBuilder(command(layout, program)).inheritIO();
        if (mine) {
            Optional<String> classPath = classPath(layout, program);
            if (classPath.isEmpty()) {
                return 1;
            }
            builder.environment().put("KVS_CLASS_PATH", classPath.get());
        }
        return new Child().run(builder);
    }

    /** Also takes {@code --mine} out of the words. */
    private List<String> command(Layout layout, Program program) throws WorkbookException {
        List<String> command = new ArrayList<>();
        boolean windows = File.separatorChar == '\\';
        Path launcher = layout.root().resolve("bin").resolve(windows ? program.name() + ".cmd" : program.name());
        if (!Files.exists(launcher)) {
            throw WorkbookException.broken(launcher + " is missing");
        }
        command.add(launcher.toString());
        int end = words.contains("--") ? words.indexOf("--") : words.size();
        int at = words.subList(0, end).indexOf(MINE);
        mine |= at >= 0;
        for (int i = 0; i < words.size(); i++) {
            if (i != at) {
                command.add(words.get(i));
            }
        }
        return command;
    }

    /** The learner's classes and the finished ones; empty if the learner's do not compile, which has been said. */
    private Optional<String> classPath(Layout layout, Program program)
            throws WorkbookException, CourseException, IOException {
        Desk desk = main.desk();
        List<Part> parts = desk.course().parts().stream()
                .filter(part -> part.number() <= program.part())
                .toList();
        List<Path> finished = layout.program(parts.getLast());
        Mine own = Mine.of(parts, desk);
        List<Path> classPath = new ArrayList<>();
        switch (own.compile(finished)) {
            case NotCompiled(List<CompileError> errors) -> {
                List<CompileError> located =
                        errors.stream().map(own.answer()::located).toList();
                new FailureCard(desk).notCompiled(program.name() + " " + MINE, located);
                return Optional.empty();
            }
            case Compilation.Compiled(var classes) -> {
                if (!classes.isEmpty()) {
                    classPath.add(Mine.jar(classes, layout.mine()));
                }
            }
        }
        if (!own.lent().isEmpty()) {
            main.say("lent: " + own.lent().stream().map(Object::toString).collect(Collectors.joining(", ")));
        }
        classPath.addAll(finished);
        return Optional.of(classPath.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator)));
    }

    /**
     * A program that runs. A signal that ends this process ends the program, too, and this process goes on until it has ended:
     * a terminal sends ^C to both of them, and the program may have something to finish.
     */
    private static final class Child {
        private @Nullable Process process;
        private boolean ending;

        /** The exit code. The hook is there before the program is, so that no signal comes in between. */
        int run(ProcessBuilder builder) throws IOException, InterruptedException {
            Thread hook = new Thread(this::end, "workbook-signal");
            Runtime.getRuntime().addShutdownHook(hook);
            try {
                return start(builder).waitFor();
            } finally {
                try {
                    Runtime.getRuntime().removeShutdownHook(hook);
                } catch (IllegalStateException _) {
                    // This process is ending already; the hook has the last word.
                }
            }
        }

        private synchronized Process start(ProcessBuilder builder) throws IOException, InterruptedException {
            if (ending) {
                throw new InterruptedException("the workbook was ended before the program began");
            }
            Process started = builder.start();
            process = started;
            return started;
        }

        private synchronized void end() {
            ending = true;
            if (process == null) {
                return;
            }
            process.destroy();
            try {
                Runtime.getRuntime().halt(process.waitFor());
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
