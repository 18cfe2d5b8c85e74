package kvs.workbook.course;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Generates what a course is made of besides its sources. {@link #plan} looks and {@link #write} acts; in between,
 * {@link Drift} compares. For one thread at a time, as it writes files.
 */
public final class CourseGenerator {

    /**
     * What was done.
     *
     * @param written files that are new or have changed, {@code .new} files among them
     * @param deleted starters that no part generates any more
     * @param kept a sentence for each starter that was edited, and therefore left alone
     */
    public record Report(List<Path> written, List<Path> deleted, List<String> kept) {}

    private CourseGenerator() {}

    /**
     * Works out what all generated files have to be. Changes nothing.
     *
     * @throws CourseException when a part or a manifest cannot be read
     */
    public static Plan plan(Course course) throws CourseException {
        var files = new TreeMap<Path, String>();
        var starters = new TreeSet<Path>();
        var stale = new TreeSet<Path>();
        for (Part part : course.parts()) {
            Path directory = Path.of("exercises", part.name());
            SortedMap<Path, String> texts = part.starters();
            texts.forEach((path, text) -> files.put(directory.resolve(path), text));
            texts.keySet().forEach(path -> starters.add(directory.resolve(path)));
            Manifest before = Manifest.read(part);
            if (!texts.isEmpty() || !before.hashes().isEmpty()) {
                files.put(Manifest.file(part), Manifest.of(texts).text());
            }
            for (Path path : before.hashes().keySet()) {
                Path file = directory.resolve(path);
                if (!texts.containsKey(path) && Files.exists(course.root().resolve(file))) {
                    stale.add(file);
                }
            }
        }
        var problems = new ArrayList<Problem>();
        var listings = new Listings(course.root());
        var tables = new ExerciseTables(course);
        for (Path page : Listings.pages(course)) {
            String text = Course.read(course.root(), page);
            if (Listings.hasAny(text) || ExerciseTables.hasAny(text)) {
                Listings.Filled withListings = listings.fill(page, text);
                Listings.Filled filled = tables.fill(page, withListings.text());
                files.put(page, filled.text());
                problems.addAll(withListings.problems());
                problems.addAll(filled.problems());
            }
        }
        return new Plan(files, starters, stale, List.copyOf(problems));
    }

    /**
     * Brings the files on disk up to the plan. A starter that is not what was generated last has been edited: it stays,
     * and the new one is put beside it with the ending {@code .new}.
     *
     * @throws CourseException when a manifest cannot be read
     * @throws IOException when a file cannot be written; those before it have been
     */
    public static Report write(Course course, Plan plan) throws CourseException, IOException {
        Map<Path, Manifest> manifests = new TreeMap<>();
        for (Part part : course.parts()) {
            manifests.put(Path.of("exercises", part.name()), Manifest.read(part));
        }
        var report = new Report(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        for (Path file : plan.stale()) {
            delete(course.root(), file, manifests, report);
        }
        for (Map.Entry<Path, String> entry : plan.files().entrySet()) {
            Path file = entry.getKey();
            byte[] content = entry.getValue().getBytes(StandardCharsets.UTF_8);
            Optional<byte[]> there = content(course.root().resolve(file));
            if (there.isPresent() && Arrays.equals(there.get(), content)) {
                continue;
            }
            boolean edited =
                    plan.starters().contains(file) && there.isPresent() && !isAsGenerated(file, there.get(), manifests);
            Path to = edited ? file.resolveSibling(file.getFileName() + ".new") : file;
            if (edited) {
                report.kept.add(Slashes.of(file) + " has been edited and stays; what the part generates now is in "
                        + to.getFileName() + " beside it");
            }
            put(course.root().resolve(to), content);
            report.written.add(to);
        }
        return report;
    }

    /**
     * Whether {@code file} differs from the plan because a learner edited it: it is a starter, and the manifest says that
     * the last starter generated is the one that would be generated now.
     *
     * @throws CourseException when a manifest cannot be read
     */
    public static boolean isLearnersEdit(Course course, Plan plan, Path file) throws CourseException {
        if (!plan.starters().contains(file) || !Files.exists(course.root().resolve(file))) {
            return false;
        }
        for (Part part : course.parts()) {
            Path manifest = Manifest.file(part);
            if (file.startsWith(manifest.getParent())) {
                String now = plan.files().get(manifest);
                return now != null && now.equals(Manifest.read(part).text());
            }
        }
        return false;
    }

    private static void delete(Path root, Path file, Map<Path, Manifest> manifests, Report report) throws IOException {
        Optional<byte[]> there = content(root.resolve(file));
        if (there.isPresent() && isAsGenerated(file, there.get(), manifests)) {
            Files.delete(root.resolve(file));
            report.deleted.add(file);
        } else if (there.isPresent()) {
            report.kept.add(Slashes.of(file) + " has been edited and stays, though no part generates it any more");
        }
    }

    private static boolean isAsGenerated(Path file, byte[] content, Map<Path, Manifest> manifests) {
        Path directory = file.subpath(0, 2);
        Manifest manifest = manifests.get(directory);
        return manifest != null && manifest.knows(directory.relativize(file), content);
    }

    private static Optional<byte[]> content(Path file) throws IOException {
        return Files.exists(file) ? Optional.of(Files.readAllBytes(file)) : Optional.empty();
    }

    private static void put(Path file, byte[] content) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.write(file, content);
    }
}
