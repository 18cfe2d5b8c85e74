package kvs.workbook.course;

import com.sun.source.doctree.DocCommentTree;
import com.sun.source.doctree.ReferenceTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.ImportTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.PackageTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.DocTreeScanner;
import com.sun.source.util.TreeScanner;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Collects names without resolving them. That can only err to one side: a name that means something else keeps an
 * import that could have gone.
 */
final class Names extends TreeScanner<@Nullable Void, @Nullable Void> {

    private final Set<String> simple = new HashSet<>();
    private final Set<String> mentioned = new HashSet<>();

    private Names() {}

    /** The simple names in the whole file, but for its package and imports. */
    static Set<String> used(CompilationUnitTree unit, Collection<DocCommentTree> documentation) {
        var names = new Names();
        if (unit.getPackage() != null) {
            names.scan(unit.getPackage().getAnnotations(), null);
        }
        names.scan(unit.getTypeDecls(), null);
        names.simple.addAll(referred(documentation));
        return Set.copyOf(names.simple);
    }

    static Member.Uses uses(Tree whole, @Nullable Tree body, Collection<DocCommentTree> documentation) {
        var names = new Names();
        names.scan(whole, null);
        Set<String> inWhole = new HashSet<>(names.simple);
        inWhole.addAll(referred(documentation));
        var inBody = new Names();
        inBody.scan(body, null);
        return new Member.Uses(Set.copyOf(inWhole), Set.copyOf(inBody.simple), Set.copyOf(names.mentioned));
    }

    /** The names in links and other references of Javadoc: {@code Map.Entry#getKey()} has three. */
    private static Set<String> referred(Collection<DocCommentTree> documentation) {
        var names = new HashSet<String>();
        var scanner = new DocTreeScanner<@Nullable Void, @Nullable Void>() {
            @Override
            public @Nullable Void visitReference(ReferenceTree reference, @Nullable Void nothing) {
                names.addAll(Arrays.asList(reference.getSignature().split("\\W+")));
                return super.visitReference(reference, null);
            }
        };
        documentation.forEach(doc -> scanner.scan(doc, null));
        return names;
    }

    @Override
    public @Nullable Void visitIdentifier(IdentifierTree tree, @Nullable Void nothing) {
        simple.add(tree.getName().toString());
        mentioned.add(tree.getName().toString());
        return super.visitIdentifier(tree, null);
    }

    @Override
    public @Nullable Void visitMemberSelect(MemberSelectTree tree, @Nullable Void nothing) {
        mentioned.add(tree.getIdentifier().toString());
        return super.visitMemberSelect(tree, null);
    }

    @Override
    public @Nullable Void visitMemberReference(MemberReferenceTree tree, @Nullable Void nothing) {
        mentioned.add(tree.getName().toString());
        return super.visitMemberReference(tree, null);
    }

    @Override
    public @Nullable Void visitImport(ImportTree tree, @Nullable Void nothing) {
        return null;
    }

    @Override
    public @Nullable Void visitPackage(PackageTree tree, @Nullable Void nothing) {
        return null;
    }
}
