package kvs.raft;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.EvaluationResult;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.TreeSet;
import kvs.protocol.Bytes;
import kvs.protocol.Fact;
import kvs.raft.kv.Replica;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** Raft and its state machine are functions: no clock, disk, network, thread or randomness of their own. */
class PurityTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .withImportOption(new ImportOption.DoNotIncludeJars())
            .importPackages("kvs.raft", "kvs.raft.kv");

    /** Parts of the platform that reach the world, wait for it, or differ from run to run. */
    private static final DescribedPredicate<JavaClass> WORLD = resideInAnyPackage(
                    "java.io..",
                    "java.nio..",
                    "java.net..",
                    "java.time..",
                    "java.util.concurrent..",
                    "java.util.logging..",
                    "java.lang.foreign..",
                    "java.security..")
            .or(belongToAnyOf(
                    Thread.class,
                    ThreadLocal.class,
                    Process.class,
                    ProcessBuilder.class,
                    Runtime.class,
                    Random.class,
                    SplittableRandom.class,
                    java.util.UUID.class,
                    java.util.Date.class,
                    java.util.Timer.class));

    private static final DescribedPredicate<JavaClass> PLATFORM = resideInAnyPackage(
                    "java.lang",
                    "java.lang.annotation",
                    "java.lang.invoke",
                    "java.lang.runtime",
                    "java.util..",
                    "org.jspecify.annotations")
            .and(not(WORLD));

    private static ArchRule dependsOnlyOn(String thePackage, DescribedPredicate<JavaClass> allowed) {
        return classes()
                .that()
                .resideInAPackage(thePackage)
                .should()
                .onlyDependOnClassesThat(allowed.or(DescribedPredicate.describe(
                        "arrays and primitives",
                        type -> type.isPrimitive()
                                || (type.isArray()
                                        && type.getBaseComponentType().isPrimitive()))));
    }

    private static ArchRule asksNoClock(String packages) {
        return noClasses()
                .that()
                .resideInAPackage(packages)
                .and()
                .resideOutsideOfPackage("kvs.raft.proto")
                .should()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(System.class, "getProperty", String.class)
                .orShould()
                .callMethod(System.class, "getenv", String.class)
                .orShould()
                .callMethod(System.class, "identityHashCode", Object.class)
                .orShould()
                .callMethod(Math.class, "random")
                .orShould()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err");
    }

    @Test
    void reads_the_class_files_of_this_Java() {
        Fact.when("import the classes of Raft and its state machine")
                .usually("every other rule would hold for classes that are not there")
                .gives(true, CLASSES.contain(Raft.class) && CLASSES.contain(Replica.class));
    }

    @Test
    void raft_uses_the_language_and_its_collections_and_nothing_else() {
        dependsOnlyOn("kvs.raft", PLATFORM.or(resideInAPackage("kvs.raft"))).check(CLASSES);
    }

    @Test
    void the_state_machine_adds_protobuf_and_the_bytes_of_part_1() {
        dependsOnlyOn(
                        "kvs.raft.kv",
                        PLATFORM.or(resideInAnyPackage(
                                        "kvs.raft", "kvs.raft.kv", "kvs.raft.proto", "com.google.protobuf"))
                                .or(belongToAnyOf(Bytes.class)))
                .check(CLASSES);
    }

    @Test
    void neither_asks_a_clock_or_the_environment() {
        asksNoClock("kvs.raft..").check(CLASSES);
    }

    @Test
    void the_rules_would_notice() {
        JavaClasses impure = new ClassFileImporter().importClasses(Impure.class);
        Fact.when("hold a class that draws its own randomness to the rule")
                .usually("a rule that nothing can break proves nothing")
                .gives(
                        true,
                        dependsOnlyOn("kvs.raft", PLATFORM.or(resideInAPackage("kvs.raft")))
                                .evaluate(impure)
                                .hasViolation());
        EvaluationResult clock = asksNoClock("kvs.raft..").evaluate(impure);
        Fact.when("hold a class that asks the clock to the rule").gives(true, clock.hasViolation());
    }

    /** Breaks both rules. */
    private static final class Impure {
        // No call is needed: the rules read the code of the method.
        @SuppressWarnings("UnusedMethod")
        long now() {
            return System.nanoTime() + new Random().nextInt();
        }
    }

    @Test
    void marks_every_package_for_the_null_checker() {
        TreeSet<String> unmarked = new TreeSet<>();
        for (JavaClass type : CLASSES) {
            if (!type.getPackageName().equals("kvs.raft.proto")
                    && !type.getPackage().isAnnotatedWith(NullMarked.class)) {
                unmarked.add(type.getPackageName());
            }
        }
        Fact.when("packages without a package-info that says @NullMarked").gives(new TreeSet<>(), unmarked);
    }
}
