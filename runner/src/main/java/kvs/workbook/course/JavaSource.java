package kvs.workbook.course;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One Java file, parsed: its text and where its members are. Nothing is resolved, so the file need not compile and
 * nothing else need be there.
 *
 * @param file the name to use in messages
 * @param members all but what is inside of methods, in the order of their beginnings: a type, then its members
 * @param packageEnd the offset behind the package declaration; 0 where there is none
 * @param used the simple names that an import could stand for, Javadoc included
 */
record JavaSource(
        Path file, String text, List<Member> members, List<Import> imports, int packageEnd, Set<String> used) {

    /**
     * An import.
     *
     * @param name as written, such as {@code java.util.Map.Entry} or {@code java.util.*}
     */
    record Import(String name, boolean isStatic, Span span) {

        /** The name that it lets the file use; {@code *} for a wildcard. */
        String simpleName() {
            return name.substring(name.lastIndexOf('.') + 1);
        }

        boolean isWildcard() {
            return simpleName().equals("*");
        }

        boolean says(Import other) {
            return name.equals(other.name) && isStatic == other.isStatic;
        }
    }

    /** Parses the text. Takes about a millisecond in a warm JVM. Any thread may call it. */
    static JavaSource parse(Path file, String text) throws SourceException {
        return SourceParser.parse(file, text);
    }

    Optional<Member> find(MemberKey key) {
        return members.stream().filter(member -> member.key().equals(key)).findFirst();
    }

    int line(int offset) {
        return Lines.number(text, offset);
    }

    int line(Member member) {
        return line(member.declaration().start());
    }

    MissingMethodException missing(MemberKey method) {
        return new MissingMethodException(file, method);
    }

    SourceException fault(int line, String reason) {
        return new SourceException(file, line, reason);
    }
}
