package kvs;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.net.URL;
import java.util.List;
import java.util.stream.Stream;
import kvs.engine.KvEngine;
import kvs.index.KeyIndex;
import kvs.index.RunMerger;
import kvs.index.SortedRun;
import kvs.log.LogPointer;
import kvs.log.RecordLog;
import kvs.protocol.Bytes;
import kvs.protocol.Fact;
import org.junit.jupiter.api.Test;

/** The packages of parts 1 to 3, and which of them may use which. */
class PackagesTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .importUrls(Stream.of(Bytes.class, KvEngine.class, RecordLog.class)
                    .map(PackagesTest::location)
                    .toList());

    private static URL location(Class<?> type) {
        return type.getProtectionDomain().getCodeSource().getLocation();
    }

    @Test
    void imports_all_three_parts() {
        Fact.when("import the classes of parts 1 to 3")
                .usually("every other rule would hold for classes that are not there")
                .gives(
                        List.of(true, true, true),
                        List.of(
                                CLASSES.contain(Bytes.class),
                                CLASSES.contain(KvEngine.class),
                                CLASSES.contain(RecordLog.class)));
    }

    @Test
    void no_circle_between_packages() {
        slices().matching("kvs.(**)").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void the_index_uses_keys_and_pointers_and_nothing_else() {
        classes()
                .that()
                .resideInAPackage("kvs.index")
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage("kvs.index", "java..", "org.jspecify..")
                        .or(JavaClass.Predicates.belongToAnyOf(Bytes.class, LogPointer.class)
                                .<JavaClass>onResultOf(JavaClass::getBaseComponentType)))
                .check(CLASSES);
    }

    @Test
    void the_index_has_three_public_types() {
        List<String> types = CLASSES.stream()
                .filter(resideInAPackage("kvs.index"))
                .filter(type -> type.isTopLevelClass() && type.getModifiers().contains(JavaModifier.PUBLIC))
                .map(JavaClass::getSimpleName)
                .sorted()
                .toList();
        Fact.when("the public types of kvs.index")
                .gives(
                        Stream.of(KeyIndex.class, RunMerger.class, SortedRun.class)
                                .map(Class::getSimpleName)
                                .sorted()
                                .toList(),
                        types);
    }
}
