package kvs.workbook.course;

import java.util.List;

/**
 * What tells one member of a file from all others, in the reference and in a learner's version of the same file.
 *
 * @param type the names of the enclosing types, joined by dots; empty for a type at the top of the file
 * @param name the name; a constructor has the name of its type
 * @param parameters the types of a method's parameters, without package, annotations and type arguments, which two
 *     overloads cannot differ in; empty for all else
 */
record MemberKey(Kind kind, String type, String name, List<String> parameters) {

    enum Kind {
        METHOD,
        FIELD,
        TYPE
    }

    /** What stands for the parameters of a compact constructor, which has none of its own. */
    static final String COMPACT = "compact";

    MemberKey {
        parameters = List.copyOf(parameters);
    }

    /** The names of this type and those around it, joined by dots; the enclosing type's for a method or field. */
    String path() {
        return type.isEmpty() ? name : type + "." + name;
    }

    @Override
    public String toString() {
        return kind == Kind.METHOD ? path() + "(" + String.join(", ", parameters) + ")" : path();
    }
}
