package kvs.workbook.course;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/** A piece of a Java file as the book shows it: moved to the left margin, without the marks for the workbook. */
final class Listing {

    static final String NO_JAVADOC = "no-javadoc";
    static final String BODY = "body";
    static final Set<String> OPTIONS = Set.of(NO_JAVADOC, BODY);

    private Listing() {}

    /**
     * Takes the piece out of the source.
     *
     * @param fragment {@code name}, {@code Type.name}, {@code name(int, byte[])}, a type's name, or empty for the file
     * @throws SourceException when there is no such member, or more than one
     */
    static String of(JavaSource source, String fragment, Set<String> options) throws SourceException {
        if (fragment.isEmpty()) {
            return dedented(lines(source, new Span(0, source.text().length())));
        }
        Member member = find(source, fragment);
        if (options.contains(BODY)) {
            Span body = member.body();
            if (body == null) {
                throw source.fault(source.line(member), fragment + " has no body");
            }
            return dedented(lines(source, new Span(body.start() + 1, body.end() - 1)));
        }
        return dedented(lines(source, options.contains(NO_JAVADOC) ? member.declaration() : member.whole()));
    }

    private static Member find(JavaSource source, String fragment) throws SourceException {
        int bracket = fragment.indexOf('(');
        String name = bracket < 0 ? fragment : fragment.substring(0, bracket);
        List<Member> found = source.members().stream()
                .filter(member -> ("." + member.key().path()).endsWith("." + name))
                .filter(member -> bracket < 0 || hasParameters(member, fragment.substring(bracket)))
                .toList();
        List<Member> chosen = found;
        // Where names are shared, a type goes before its constructors, and a method before the field that it returns.
        for (var kind : List.of(MemberKey.Kind.TYPE, MemberKey.Kind.METHOD)) {
            List<Member> first = chosen.stream()
                    .filter(member -> member.key().kind() == kind)
                    .toList();
            chosen = first.isEmpty() ? chosen : first;
        }
        if (chosen.isEmpty()) {
            throw source.fault(0, "has no member " + fragment);
        }
        if (chosen.size() > 1) {
            List<String> all =
                    chosen.stream().map(member -> member.key().toString()).toList();
            throw source.fault(0, fragment + " could be any of " + String.join(", ", all));
        }
        return chosen.getFirst();
    }

    private static boolean hasParameters(Member member, String brackets) {
        MemberKey key = member.key();
        String inside = brackets.substring(1, brackets.length() - 1);
        return key.kind() == MemberKey.Kind.METHOD && key.parameters().equals(TypeNames.parse(inside));
    }

    /** The lines of the stretch, the first with its indentation, without the lines of the marks. */
    private static List<String> lines(JavaSource source, Span span) {
        String text = source.text();
        int start = Lines.start(text, span.start());
        int from = text.substring(start, span.start()).isBlank() ? start : span.start();
        var lines = new ArrayList<>(text.substring(from, span.end()).lines().toList());
        List<Integer> marked = source.members().stream()
                .flatMap(member -> member.marks().stream())
                .map(mark -> mark.span().start())
                .filter(offset -> from <= offset && offset < span.end())
                .map(offset -> Lines.number(text.substring(from), offset - from) - 1)
                .sorted(Comparator.reverseOrder())
                .toList();
        marked.forEach(index -> removeMark(lines, index));
        return lines;
    }

    /** Takes the mark's line out, and what of the comment would be left empty. */
    private static void removeMark(List<String> lines, int index) {
        String line = lines.remove(index);
        boolean opened = line.strip().startsWith("/**");
        boolean closed = line.strip().endsWith("*/");
        if (opened && closed) {
            return;
        }
        if (opened || closed) {
            lines.add(index, Lines.indent(line, 0) + (opened ? "/**" : "*/"));
        }
        int end = opened ? index + 1 : index;
        while (is(lines, end - 1, "*") && is(lines, end, "*/")) {
            lines.remove(--end);
        }
        if (is(lines, end - 1, "/**") && is(lines, end, "*/")) {
            lines.remove(end);
            lines.remove(end - 1);
        }
    }

    private static boolean is(List<String> lines, int index, String stripped) {
        return index >= 0 && index < lines.size() && lines.get(index).strip().equals(stripped);
    }

    private static String dedented(List<String> lines) {
        int first = 0;
        int last = lines.size();
        while (first < last && lines.get(first).isBlank()) {
            first++;
        }
        while (first < last && lines.get(last - 1).isBlank()) {
            last--;
        }
        List<String> kept = lines.subList(first, last);
        int margin = kept.stream()
                .filter(line -> !line.isBlank())
                .mapToInt(line -> Lines.indent(line, 0).length())
                .min()
                .orElse(0);
        return String.join(
                "\n",
                kept.stream()
                        .map(line ->
                                line.isBlank() ? "" : line.substring(margin).stripTrailing())
                        .toList());
    }
}
