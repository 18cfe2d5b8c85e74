package kvs.workbook.course;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Reads {@code solutions/<part>/mistakes/<id>-<slug>.java} and puts the mistake into the reference.
 *
 * <pre>
 * file = { import } javadoc type
 * type = the name of a type in the part's marked files, with
 *        one or more of the exercise's methods, wrong, and helpers
 * javadoc = first paragraph: what is wrong; [ &#64;shipped ] &#64;sees &#64;probably
 * </pre>
 *
 * <p>A member that the reference has is replaced, but for its Javadoc; one that it does not have is added.
 */
final class Mistakes {

    private static final Set<String> TAGS = Set.of("shipped", "sees", "probably");

    private final Exercise exercise;
    private final Path file;
    private final JavaSource source;

    private Mistakes(Exercise exercise, JavaSource source) {
        this.exercise = exercise;
        this.file = source.file();
        this.source = source;
    }

    static List<Mistake> of(Exercise exercise) throws CourseException {
        var mistakes = new ArrayList<Mistake>();
        for (Path file : files(exercise)) {
            mistakes.add(read(exercise, file));
        }
        return List.copyOf(mistakes);
    }

    static Path directory(Part part) {
        return Path.of("solutions", part.name(), "mistakes");
    }

    /** The exercise's files, relative to the root; in the order of their names. */
    static List<Path> files(Exercise exercise) throws CourseException {
        var files = new ArrayList<Path>();
        Path root = exercise.part().root();
        for (Path file : Directory.list(root.resolve(directory(exercise.part())))) {
            String name = file.getFileName().toString();
            if (name.startsWith(exercise.id() + "-") && name.endsWith(".java")) {
                files.add(root.relativize(file));
            }
        }
        return files;
    }

    static Mistake read(Exercise exercise, Path file) throws CourseException {
        String text = Course.read(exercise.part().root(), file);
        try {
            return new Mistakes(exercise, JavaSource.parse(file, text)).mistake();
        } catch (SourceException e) {
            throw new CourseException(e.file(), (e.line() > 0 ? "line " + e.line() + " " : "") + e.reason(), e);
        }
    }

    private Mistake mistake() throws CourseException, SourceException {
        List<Member> types = source.members().stream()
                .filter(member -> member.key().type().isEmpty())
                .toList();
        if (types.size() != 1) {
            throw source.fault(0, "a mistake has one type at the top; this file has " + types.size());
        }
        Member type = types.getFirst();
        DocText doc = type.doc();
        if (doc == null || doc.firstParagraph().isEmpty()) {
            throw source.fault(source.line(type), "the Javadoc of the type has to say what is wrong");
        }
        for (DocText.Tag tag : doc.tags()) {
            if (!TAGS.contains(tag.name())) {
                throw source.fault(
                        source.line(type), "unknown tag @" + tag.name() + "; a mistake has @shipped, @sees, @probably");
            }
        }
        String name = file.getFileName().toString();
        MarkedSource reference = reference(type.key().name());
        return new Mistake(
                name.substring(0, name.length() - ".java".length()),
                exercise.id(),
                doc.firstParagraph(),
                doc.tag("shipped"),
                required(doc, type, "sees"),
                required(doc, type, "probably"),
                file,
                reference.fileInPart(),
                spoil(reference));
    }

    private String required(DocText doc, Member type, String tag) throws SourceException {
        String text = doc.tag(tag).orElse("");
        if (text.isEmpty()) {
            throw source.fault(source.line(type), "the Javadoc of the type has no @" + tag);
        }
        return text;
    }

    /** The marked file with a type of this name at the top, and a method that the mistake is a version of. */
    private MarkedSource reference(String type) throws CourseException, SourceException {
        var typeKey = new MemberKey(MemberKey.Kind.TYPE, "", type, List.of());
        boolean known = false;
        for (MarkedSource candidate : exercise.part().sources()) {
            if (candidate.source().find(typeKey).isPresent()) {
                known = true;
                if (answers(candidate).stream()
                        .anyMatch(answer -> source.find(answer.key()).isPresent())) {
                    return candidate;
                }
            }
        }
        throw source.fault(
                0,
                known
                        ? "holds no method of exercise " + exercise.id() + ", with the same parameters, of " + type
                        : "no file of " + exercise.part().name() + " with a marked method has a type " + type);
    }

    /** A property is put to the test by mistakes in what other exercises wrote. */
    private List<Member> answers(MarkedSource candidate) {
        boolean property = exercise.page().kind() == TaskPage.Kind.PROPERTY;
        return property ? candidate.marked() : candidate.marked(exercise.id());
    }

    private String spoil(MarkedSource reference) throws SourceException {
        var graft = new Graft(source, reference.source());
        var added = new ArrayList<Member>();
        for (Member member : source.members()) {
            Member there = reference.source().find(member.key()).orElse(null);
            boolean inside = added.stream()
                    .anyMatch(outer -> outer.whole().contains(member.whole().start()));
            if (there == null && !inside) {
                graft.add(member);
                added.add(member);
            } else if (there != null && !inside && member.key().kind() != MemberKey.Kind.TYPE) {
                graft.declaration(member, there);
            }
        }
        return graft.finish().text();
    }
}
