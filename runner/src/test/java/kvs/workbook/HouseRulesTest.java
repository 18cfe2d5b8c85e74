package kvs.workbook;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.PrintStream;
import kvs.workbook.check.Worker;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Which package may use which: the command line knows the course and the check, and neither knows more than itself. */
class HouseRulesTest {
    private static final String COURSE = "kvs.workbook.course..";
    private static final String CHECK = "kvs.workbook.check..";
    private static final String MUTATION = "kvs.workbook.mutation..";

    private static JavaClasses classes;

    @BeforeAll
    static void read() {
        // From where the program is, which leaves out the tests and saves a search through all libraries.
        classes = new ClassFileImporter()
                .importUrl(Main.class.getProtectionDomain().getCodeSource().getLocation());
    }

    @Test
    void neither_course_nor_check_knows_the_command_line() {
        noClasses()
                .that(resideInAnyPackage(COURSE, CHECK))
                .should()
                .dependOnClassesThat(resideInAnyPackage("kvs.workbook", "picocli..", "org.jline.."))
                .check(classes);
    }

    @Test
    void the_check_does_not_know_the_course() {
        noClasses()
                .that(resideInAPackage(CHECK))
                .should()
                .dependOnClassesThat(resideInAPackage(COURSE))
                .check(classes);
    }

    @Test
    void the_course_does_not_know_the_check() {
        noClasses()
                .that(resideInAPackage(COURSE))
                .should()
                .dependOnClassesThat(resideInAPackage(CHECK))
                .check(classes);
    }

    @Test
    void neither_course_nor_check_knows_the_mutants() {
        noClasses()
                .that(resideInAnyPackage(COURSE, CHECK))
                .should()
                .dependOnClassesThat(resideInAPackage(MUTATION))
                .check(classes);
    }

    @Test
    void the_mutants_do_not_know_the_command_line() {
        noClasses()
                .that(resideInAPackage(MUTATION))
                .should()
                .dependOnClassesThat(resideInAnyPackage("kvs.workbook", "picocli..", "org.jline.."))
                .check(classes);
    }

    @Test
    void only_the_mutants_know_pit() {
        noClasses()
                .that(not(resideInAPackage(MUTATION)))
                .should()
                .dependOnClassesThat(resideInAPackage("org.pitest.."))
                .check(classes);
    }

    @Test
    void neither_course_nor_check_nor_mutants_print() {
        noClasses()
                .that(resideInAnyPackage(COURSE, CHECK, MUTATION))
                .should()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .check(classes);
    }

    @Test
    void only_the_worker_moves_the_standard_streams() {
        noClasses()
                .that()
                .doNotBelongToAnyOf(Worker.class)
                .should()
                .callMethod(System.class, "setOut", PrintStream.class)
                .orShould()
                .callMethod(System.class, "setErr", PrintStream.class)
                .check(classes);
    }

    @Test
    void only_the_process_itself_knows_the_real_streams_of_the_command_line() {
        noClasses()
                .that()
                .doNotBelongToAnyOf(Surroundings.class)
                .and(resideInAPackage("kvs.workbook"))
                .should()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .check(classes);
    }
}
