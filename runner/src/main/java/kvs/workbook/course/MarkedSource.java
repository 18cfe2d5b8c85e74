package kvs.workbook.course;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * A file of a part with methods marked {@code @exercise}: the reference solution, from which the starter is made.
 * Immutable; any thread may use it.
 */
public final class MarkedSource {

    /**
     * A method that a learner is to write.
     *
     * @param type the names of the enclosing types, joined by dots
     * @param parameters the simple names of the parameters' types
     * @param firstLine of the reference file, from 1, Javadoc left out
     * @param lastLine the line of the closing brace
     */
    public record Method(
            ExerciseId exercise, String type, String name, List<String> parameters, int firstLine, int lastLine) {}

    private final JavaSource source;
    private final List<Problem> problems = new ArrayList<>();

    MarkedSource(JavaSource source) {
        this.source = source;
        source.members().forEach(this::judge);
    }

    /**
     * Parses a file.
     *
     * @param file relative to the root of the repository: {@code part1-protocol/src/main/java/…}
     * @throws SourceException when it does not parse
     */
    static MarkedSource parse(Path file, String text) throws SourceException {
        return new MarkedSource(JavaSource.parse(file, text));
    }

    /** The file, relative to the root of the repository. */
    public Path file() {
        return source.file();
    }

    /** The file, relative to its part: {@code src/main/java/…}. */
    public Path fileInPart() {
        return file().subpath(1, file().getNameCount());
    }

    /** Where the learner's version is, relative to the root of the repository. */
    public Path learnerFile() {
        return Path.of("exercises").resolve(file());
    }

    /** The reference text. */
    public String text() {
        return source.text();
    }

    /** What a learner starts from. */
    public String starter() {
        return Starter.of(this);
    }

    /** The exercises with a method in this file. */
    public SortedSet<ExerciseId> exercises() {
        var ids = new TreeSet<ExerciseId>();
        for (Member member : source.members()) {
            exercise(member).ifPresent(ids::add);
        }
        return ids;
    }

    /** The methods to write for one exercise, in the order of the file. */
    public List<Method> methods(ExerciseId id) {
        return marked(id).stream().map(member -> method(id, member)).toList();
    }

    /** The members that the answer to an exercise consists of: its methods, and the helpers that only it needs. */
    public List<Method> answer(ExerciseId id) {
        return source.members().stream()
                .filter(member ->
                        exercise(member).filter(id::equals).isPresent() || member.isMarked(Member.SOLUTION, id))
                .map(member -> method(id, member))
                .toList();
    }

    private Method method(ExerciseId id, Member member) {
        MemberKey key = member.key();
        int first = source.line(member);
        int last = source.line(member.declaration().end() - 1);
        return new Method(id, key.type(), key.name(), key.parameters(), first, last);
    }

    JavaSource source() {
        return source;
    }

    List<Problem> problems() {
        return List.copyOf(problems);
    }

    /** The members whose body the learner of this exercise writes. */
    List<Member> marked(ExerciseId id) {
        return source.members().stream()
                .filter(member -> exercise(member).filter(id::equals).isPresent())
                .toList();
    }

    /** All members whose body is left to the learner. */
    List<Member> marked() {
        return source.members().stream()
                .filter(member -> exercise(member).isPresent())
                .toList();
    }

    /** The members that only the answer needs, those inside of another such member left out. */
    List<Member> solutions() {
        var outer = new ArrayList<Member>();
        for (Member member : source.members()) {
            boolean inside = !outer.isEmpty()
                    && outer.getLast().whole().contains(member.whole().start());
            if (member.isMarked(Member.SOLUTION) && !inside) {
                outer.add(member);
            }
        }
        return outer;
    }

    /** The exercise that the member's body is the answer to. Empty for what is marked wrongly, too. */
    static Optional<ExerciseId> exercise(Member member) {
        if (member.body() == null || member.isMarked(Member.SOLUTION)) {
            return Optional.empty();
        }
        return member.marks().stream()
                .filter(mark -> mark.tag().equals(Member.EXERCISE))
                .findFirst()
                .flatMap(mark -> ExerciseId.parse(mark.content()));
    }

    /** The exercises that a tag names: one or, for {@code @solution 1.2, 1.3}, several. */
    static List<ExerciseId> ids(Member.Mark mark) {
        var ids = new ArrayList<ExerciseId>();
        for (String id : mark.content().split("[\\s,]+", -1)) {
            ExerciseId.parse(id).ifPresent(ids::add);
        }
        return ids;
    }

    private void judge(Member member) {
        int exercises = 0;
        for (Member.Mark mark : member.marks()) {
            int words = mark.content().split("[\\s,]+", -1).length;
            boolean exercise = mark.tag().equals(Member.EXERCISE);
            exercises += exercise ? 1 : 0;
            if (ids(mark).size() != words || (exercise && words != 1)) {
                report(mark, "@" + mark.tag() + " wants an id such as 1.2, found '" + mark.content() + "'");
            }
        }
        Member.Mark first = member.marks().isEmpty() ? null : member.marks().getFirst();
        if (first == null || exercises == 0) {
            return;
        }
        if (exercises > 1) {
            report(first, member.key() + " has two @exercise tags; a method belongs to one exercise");
        }
        if (member.isMarked(Member.SOLUTION)) {
            report(first, member.key() + " is marked both @exercise and @solution");
        } else if (member.body() == null) {
            report(first, "@exercise is for a method with a body; " + member.key() + " has none");
        }
    }

    private void report(Member.Mark mark, String reason) {
        problems.add(new Problem(file(), source.line(mark.span().start()), reason));
    }
}
