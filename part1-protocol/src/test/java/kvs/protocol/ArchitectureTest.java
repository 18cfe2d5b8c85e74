package kvs.protocol;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Date;
import java.util.TreeSet;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** Part 1 turns bytes into messages and back: no input or output, no threads, no clock. */
class ArchitectureTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .withImportOption(new ImportOption.DoNotIncludeJars())
            .importPackages("kvs");

    @Test
    void reads_the_class_files_of_this_Java() {
        Fact.when("import the classes of part 1")
                .usually("this ArchUnit cannot read these class files, so every other rule checks nothing")
                .gives(true, CLASSES.contain(BinaryCodec.class) && CLASSES.contain(Parsed.Complete.class));
        Fact.when("the calls that ArchUnit found in BinaryCodec")
                .holds(!CLASSES.get(BinaryCodec.class).getMethodCallsFromSelf().isEmpty(), "some", "none");
    }

    @Test
    void stands_on_the_JDK_and_on_buffers() {
        hold(classes()
                .should()
                .onlyDependOnClassesThat(
                        resideInAnyPackage("kvs.protocol", "java..", "io.netty.buffer", "org.jspecify.annotations")));
    }

    @Test
    void does_no_input_or_output_and_starts_no_thread() {
        hold(noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "java.io..",
                        "java.net..",
                        "java.nio.channels..",
                        "java.nio.file..",
                        "java.util.concurrent..",
                        "java.util.logging.."));
        hold(noClasses()
                .should()
                .dependOnClassesThat()
                .belongToAnyOf(Thread.class, Process.class, ProcessBuilder.class));
    }

    @Test
    void looks_at_no_clock_and_prints_nothing() {
        // System.out, System.in, System.nanoTime, System.getProperty: all are members of System, as arraycopy is.
        hold(noClasses()
                .should()
                .accessTargetWhere(describe(
                        "are System's, but for arraycopy",
                        access -> access.getTargetOwner().isEquivalentTo(System.class)
                                && !access.getTarget().getName().equals("arraycopy"))));
        hold(noClasses().should().dependOnClassesThat().belongToAnyOf(Runtime.class, Date.class));
        hold(noClasses().should().dependOnClassesThat().resideInAnyPackage("java.time.."));
        hold(noClasses().should().callMethodWhere(target(name("printStackTrace"))));
    }

    @Test
    void marks_every_package_for_the_null_checker() {
        TreeSet<String> unmarked = new TreeSet<>();
        CLASSES.forEach(type -> {
            if (!type.getPackage().isAnnotatedWith(NullMarked.class)) {
                unmarked.add(type.getPackageName());
            }
        });
        Fact.when("packages without a package-info that says @NullMarked").gives(new TreeSet<>(), unmarked);
    }

    private static void hold(ArchRule rule) {
        rule.check(CLASSES);
    }
}
