package kvs.workbook.course;

import com.sun.source.tree.AnnotatedTypeTree;
import com.sun.source.tree.ArrayTypeTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.ParameterizedTypeTree;
import com.sun.source.tree.Tree;
import java.util.ArrayList;
import java.util.List;

/** The name of a parameter's type as far as it tells two overloads apart. */
final class TypeNames {

    private TypeNames() {}

    /** {@code java.util.@Nullable Map<K, V>} and {@code Map} are both {@code Map}; {@code int...} is {@code int[]}. */
    static String simple(Tree type) {
        return switch (type) {
            case AnnotatedTypeTree annotated -> simple(annotated.getUnderlyingType());
            case ArrayTypeTree array -> simple(array.getType()) + "[]";
            case ParameterizedTypeTree generic -> simple(generic.getType());
            case MemberSelectTree qualified -> qualified.getIdentifier().toString();
            default -> type.toString();
        };
    }

    /** Reads {@code int, Map<K, V>, byte...}, as an author names parameters in the book. */
    static List<String> parse(String list) {
        var names = new ArrayList<String>();
        var name = new StringBuilder();
        int depth = 0;
        for (char c : (list + ",").toCharArray()) {
            switch (c) {
                case '<' -> depth++;
                case '>' -> depth--;
                case ',' -> {
                    if (depth == 0) {
                        names.add(simple(name.toString()));
                        name.setLength(0);
                    }
                }
                default -> {
                    if (depth == 0) {
                        name.append(c);
                    }
                }
            }
        }
        names.removeIf(String::isEmpty);
        return names;
    }

    private static String simple(String written) {
        String plain = written.strip().replace("...", "[]").replace(" ", "");
        return plain.substring(plain.lastIndexOf('.') + 1);
    }
}
