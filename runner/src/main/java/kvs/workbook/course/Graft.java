package kvs.workbook.course;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Brings members of one version of a file into another: a body, a declaration, a helper, and in the end the imports
 * that these need. All else of the target stays byte for byte.
 */
final class Graft {

    private final JavaSource donor;
    private final JavaSource target;
    private final Edits edits;
    private final Set<String> names = new HashSet<>();
    private final Set<MemberKey> added = new HashSet<>();

    Graft(JavaSource donor, JavaSource target) {
        this.donor = donor;
        this.target = target;
        this.edits = new Edits(target.text());
    }

    /** Replaces the body of the target's method with that of the donor's. */
    void body(Member from, Member to) {
        Span there = to.body();
        Span here = from.body();
        if (there == null || here == null) {
            throw new IllegalArgumentException("no body to replace in " + to.key());
        }
        edits.replace(there, Lines.adapt(here.in(donor.text()), target.text()));
        names.addAll(from.uses().body());
    }

    /** Replaces a member of the target, but for its Javadoc. */
    void declaration(Member from, Member to) {
        edits.replace(to.declaration(), Lines.adapt(from.declaration().in(donor.text()), target.text()));
        names.addAll(from.uses().whole());
    }

    /** Puts text of one's own in place of a body. */
    void body(String text, Member to) {
        Span there = to.body();
        if (there == null) {
            throw new IllegalArgumentException("no body to replace in " + to.key());
        }
        edits.replace(there, text);
    }

    boolean has(MemberKey key) {
        return added.contains(key) || target.find(key).isPresent();
    }

    /**
     * Adds a member that the target does not have: behind the sibling that it follows in the donor, in front of the one
     * that it precedes when there is none, and else at the end of the type.
     *
     * @throws SourceException when the target does not have the type that the member belongs to
     */
    void add(Member member) throws SourceException {
        String lineBreak = Lines.breakOf(target.text());
        String text = Lines.indent(donor.text(), member.whole().start())
                + member.whole().in(donor.text());
        String adapted = Lines.adapt(text, target.text());
        String gap = blankBefore(member) ? lineBreak : "";
        names.addAll(member.uses().whole());
        added.add(member.key());

        List<Member> siblings = siblings(member);
        int place = siblings.indexOf(member);
        for (Member before : siblings.subList(0, place).reversed()) {
            Member there = target.find(before.key()).orElse(null);
            if (there != null) {
                int end = endOfLine(there);
                edits.insert(end, lineBreak + gap + adapted);
                return;
            }
        }
        for (Member after : siblings.subList(place + 1, siblings.size())) {
            Member there = target.find(after.key()).orElse(null);
            if (there != null) {
                insertBefore(there, adapted + lineBreak + (blankAfter(member) ? lineBreak : ""));
                return;
            }
        }
        addAtEnd(member, gap + adapted + lineBreak);
    }

    private void insertBefore(Member there, String text) {
        int start = Lines.start(target.text(), there.whole().start());
        boolean first = target.text().substring(start, there.whole().start()).isBlank();
        if (first) {
            edits.insert(start, text);
        } else {
            edits.insert(there.whole().start(), Lines.breakOf(target.text()) + text);
        }
    }

    Edits.Edited finish() throws SourceException {
        Imports.add(donor, names, target, edits);
        return edits.apply();
    }

    /** The donor's members of the same type. */
    private List<Member> siblings(Member member) {
        var siblings = new ArrayList<Member>();
        for (Member other : donor.members()) {
            if (other.key().type().equals(member.key().type())) {
                siblings.add(other);
            }
        }
        return siblings;
    }

    private void addAtEnd(Member member, String text) throws SourceException {
        String type = member.key().type();
        if (type.isEmpty()) {
            String lineBreak = Lines.breakOf(target.text());
            edits.insert(target.text().length(), text.startsWith(lineBreak) ? text : lineBreak + text);
            return;
        }
        Member there = target.members().stream()
                .filter(other -> other.key().kind() == MemberKey.Kind.TYPE)
                .filter(other -> other.key().path().equals(type))
                .findFirst()
                .orElseThrow(() -> target.fault(0, "has no type " + type + " to put " + member.key() + " into"));
        // The last char of a type is its closing brace. Where that has a line to itself, go in front of the line.
        int brace = there.whole().end() - 1;
        int start = Lines.start(target.text(), brace);
        boolean alone = target.text().substring(start, brace).isBlank();
        edits.insert(alone ? start : brace, alone ? text : Lines.breakOf(target.text()) + text);
    }

    /** Behind a comment that follows the member on its line, but in front of code that does. */
    private int endOfLine(Member there) {
        int end = there.whole().end();
        int lineEnd = Lines.end(target.text(), end);
        String rest = target.text().substring(end, lineEnd).strip();
        return rest.isEmpty() || rest.startsWith("//") ? lineEnd : end;
    }

    private boolean blankBefore(Member member) {
        int start = Lines.start(donor.text(), member.whole().start());
        return start == 0 || Lines.at(donor.text(), start - 1).isBlank();
    }

    private boolean blankAfter(Member member) {
        int next = Lines.next(donor.text(), member.whole().end());
        return next >= donor.text().length() || Lines.at(donor.text(), next).isBlank();
    }
}
