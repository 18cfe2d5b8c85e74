package kvs.workbook.course;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What becomes of the imports when code leaves a file or enters it. */
final class Imports {

    private Imports() {}

    /**
     * The text without the imports that nothing in it uses. A wildcard stays: what it stands for cannot be known from
     * the text.
     *
     * @param whole the source that the text was made from, for messages
     */
    static String dropUnused(JavaSource whole, String text) {
        JavaSource source = parseOwn(whole.file(), text);
        String out = text;
        for (JavaSource.Import used : source.imports().reversed()) {
            if (!used.isWildcard() && !source.used().contains(used.simpleName())) {
                out = Cut.out(out, Cut.lines(out, used.span()));
            }
        }
        return out;
    }

    private static JavaSource parseOwn(Path file, String text) {
        try {
            return JavaSource.parse(file, text);
        } catch (SourceException e) {
            // The text was made here, out of a file that parses.
            throw new IllegalStateException("a starter does not parse: " + e.getMessage(), e);
        }
    }

    /**
     * Adds those imports of the donor to the target that the names need and the target lacks, each in its place in the
     * order of the alphabet.
     *
     * @throws SourceException when the target uses such a name for something else
     */
    static void add(JavaSource donor, Set<String> names, JavaSource target, Edits edits) throws SourceException {
        var wanted = new ArrayList<JavaSource.Import>();
        for (JavaSource.Import known : donor.imports()) {
            boolean needed = known.isWildcard() || names.contains(known.simpleName());
            if (needed && target.imports().stream().noneMatch(known::says)) {
                refuseClash(known, target);
                wanted.add(known);
            }
        }
        insert(wanted.stream().filter(JavaSource.Import::isStatic).toList(), donor, target, edits);
        insert(wanted.stream().filter(known -> !known.isStatic()).toList(), donor, target, edits);
    }

    private static void refuseClash(JavaSource.Import wanted, JavaSource target) throws SourceException {
        for (JavaSource.Import there : target.imports()) {
            boolean same = there.simpleName().equals(wanted.simpleName());
            if (same && !there.isStatic() && !wanted.isStatic() && !wanted.isWildcard()) {
                int line = target.line(there.span().start());
                throw target.fault(line, "imports " + there.name() + " where " + wanted.name() + " is needed");
            }
        }
    }

    /** Inserts imports that are all static or all not; the static ones are a group of their own, ahead. */
    private static void insert(List<JavaSource.Import> wanted, JavaSource donor, JavaSource target, Edits edits) {
        if (wanted.isEmpty()) {
            return;
        }
        boolean isStatic = wanted.getFirst().isStatic();
        List<JavaSource.Import> siblings = target.imports().stream()
                .filter(there -> there.isStatic() == isStatic)
                .toList();
        String text = target.text();
        String lineBreak = Lines.breakOf(text);
        if (!siblings.isEmpty()) {
            wanted.forEach(one -> insertAmong(siblings, one, one.span().in(donor.text()), text, edits));
            return;
        }
        String group = String.join(
                lineBreak,
                wanted.stream().map(one -> one.span().in(donor.text())).toList());
        if (!target.imports().isEmpty() && isStatic) {
            int first = Lines.start(text, target.imports().getFirst().span().start());
            edits.insert(first, group + lineBreak + lineBreak);
        } else if (!target.imports().isEmpty()) {
            int end = Lines.end(text, target.imports().getLast().span().end());
            edits.insert(end, lineBreak + lineBreak + group);
        } else if (target.packageEnd() > 0) {
            edits.insert(Lines.end(text, target.packageEnd()), lineBreak + lineBreak + group);
        } else {
            edits.insert(0, group + lineBreak + lineBreak);
        }
    }

    private static void insertAmong(
            List<JavaSource.Import> siblings, JavaSource.Import wanted, String line, String text, Edits edits) {
        String lineBreak = Lines.breakOf(text);
        for (JavaSource.Import sibling : siblings) {
            if (sibling.name().compareTo(wanted.name()) > 0) {
                edits.insert(Lines.start(text, sibling.span().start()), line + lineBreak);
                return;
            }
        }
        edits.insert(Lines.end(text, siblings.getLast().span().end()), lineBreak + line);
    }
}
