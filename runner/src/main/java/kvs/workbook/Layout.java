package kvs.workbook;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import kvs.workbook.check.Checker;
import kvs.workbook.check.JvmCommand;
import kvs.workbook.course.Course;
import kvs.workbook.course.Part;

/**
 * Where things lie below the root of the repository: what the build has made, and what the workbook keeps.
 *
 * @param root the root of the repository
 */
record Layout(Path root) {

    Path state() {
        return root.resolve(".workbook");
    }

    Path progress() {
        return state().resolve("progress.txt");
    }

    Path snapshots() {
        return state().resolve("snapshots");
    }

    /** The learner's own classes, of the programs that were run with them. */
    Path mine() {
        return state().resolve("mine");
    }

    /** The pages of {@link Replay} and {@link Demo}. */
    Path timelines() {
        return state().resolve("timelines");
    }

    Path cache() {
        return state().resolve("cache");
    }

    /** The proofs that held, for {@link ProofRecord}. */
    Path proofs() {
        return state().resolve("proofs");
    }

    /** The finished parts up to this one, and their tests. */
    Checker.Course finished(Course course, Part part) throws WorkbookException {
        List<Path> jars = new ArrayList<>();
        List<Path> testJars = new ArrayList<>();
        for (Part earlier : course.parts().reversed()) {
            if (earlier.number() <= part.number()) {
                Path target = root.resolve(earlier.name()).resolve("target");
                jars.add(built(target.resolve(earlier.name() + ".jar")));
                testJars.add(built(target.resolve(earlier.name() + "-tests.jar")));
            }
        }
        List<Path> all = new ArrayList<>(jars);
        all.addAll(testJars);
        return new Checker.Course(all, List.of(testJars.getFirst()), libraries(part));
    }

    /** What the programs of a part are made of: written down by its build. */
    List<Path> program(Part part) throws WorkbookException {
        Path target = root.resolve(part.name()).resolve("target");
        List<Path> classPath = new ArrayList<>();
        classPath.add(built(target.resolve(part.name() + ".jar")));
        classPath.addAll(listed(target.resolve("classpath.txt")));
        return classPath;
    }

    /** How a worker for this part starts. */
    JvmCommand worker(Part part) throws WorkbookException {
        List<Path> classPath = new ArrayList<>(ownClassPath());
        classPath.addAll(libraries(part));
        JvmCommand command = JvmCommand.of(classPath, Optional.of(workerCache(part)));
        return new JvmCommand(
                command.javaHome(), classPath, command.aotCache(), command.heapMebibytes(), root, command.options());
    }

    /** The jar or directory that this program's classes are in. */
    static Path ownClasses() {
        return Path.of(URI.create(
                Layout.class.getProtectionDomain().getCodeSource().getLocation().toString()));
    }

    private static List<Path> ownClassPath() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(Path::of)
                .toList();
    }

    Path workerCache(Part part) {
        return cache().resolve(part.name() + ".aot");
    }

    /** What the tests of a part need beside the parts: written down by the build of its exercises. */
    private List<Path> libraries(Part part) throws WorkbookException {
        return listed(root.resolve("exercises").resolve(part.name()).resolve("target/test-classpath.txt"));
    }

    private static List<Path> listed(Path list) throws WorkbookException {
        built(list);
        try {
            return Arrays.stream(Files.readString(list).strip().split(File.pathSeparator))
                    .map(Path::of)
                    .toList();
        } catch (IOException e) {
            throw WorkbookException.broken(list + " could not be read: " + Desk.reason(e));
        }
    }

    private static Path built(Path file) throws WorkbookException {
        if (!Files.exists(file)) {
            throw WorkbookException.broken(
                    file + " is missing: start with ./workbook, which builds it, or run " + "mvn package -DskipTests");
        }
        return file;
    }
}
