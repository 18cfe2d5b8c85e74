package kvs.workbook;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import kvs.workbook.check.Compilation;
import kvs.workbook.check.CompileError;
import kvs.workbook.check.NotCompiled;
import kvs.workbook.course.CourseException;
import kvs.workbook.course.Part;
import org.jspecify.annotations.Nullable;

/**
 * Starts a program of the course from its launcher in {@code bin}, with the finished classes alone or with the learner's
 * in front of them. The program has this process's standard streams.
 *
 * @param name the launcher's name
 * @param part the part that the program is made of, with those before it
 * @param variable the environment variable with the class path that has the learner's classes in it
 */
record Launch(String name, int part, String variable) {

    /** A program that is made of the learner's classes as a whole. */
    Launch(String name, int part) {
        this(name, part, "KVS_CLASS_PATH");
    }

    /** Which parts are the learner's own. */
    enum Own {
        NO_PART,
        LAST_PART,
        EVERY_PART
    }

    /**
     * Runs the program to its end.
     *
     * @param asked what the learner asked for, to name it if their code does not compile
     * @return the program's exit code; 1 if the learner's code does not compile, which has been said
     */
    int run(Main main, List<String> words, Own own, String asked)
            throws WorkbookException, CourseException, IOException, InterruptedException {
        Layout layout = new Layout(main.root());
        List<String> command = new ArrayList<>(List.of(launcher(layout).toString()));
        command.addAll(words);
        ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
        if (own != Own.NO_PART) {
            Optional<String> classPath = classPath(main, layout, own, asked);
            if (classPath.isEmpty()) {
                return 1;
            }
            builder.environment().put(variable, classPath.get());
        }
        return new Child().run(builder);
    }

    private Path launcher(Layout layout) throws WorkbookException {
        boolean windows = File.separatorChar == '\\';
        Path launcher = layout.root().resolve("bin").resolve(windows ? name + ".cmd" : name);
        if (!Files.exists(launcher)) {
            throw WorkbookException.broken(launcher + " is missing");
        }
        return launcher;
    }

    /** The learner's classes and the finished ones; empty if the learner's do not compile, which has been said. */
    private Optional<String> classPath(Main main, Layout layout, Own which, String asked)
            throws WorkbookException, CourseException, IOException {
        Desk desk = main.desk();
        List<Part> parts = desk.course().parts().stream()
                .filter(earlier -> earlier.number() <= part)
                .toList();
        List<Path> finished = layout.program(parts.getLast());
        Mine own = Mine.of(which == Own.LAST_PART ? List.of(parts.getLast()) : parts, desk);
        List<Path> classPath = new ArrayList<>();
        switch (own.compile(finished)) {
            case NotCompiled(List<CompileError> errors) -> {
                List<CompileError> located =
                        errors.stream().map(own.answer()::located).toList();
                new FailureCard(desk).notCompiled(asked, located);
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
