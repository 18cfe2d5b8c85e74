package kvs;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.io.File;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.util.TreeSet;
import kvs.io.Disk;
import kvs.io.RealDisk;
import kvs.log.RecordLog;
import kvs.protocol.Fact;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The storage reaches the world by one door, which a test can stand behind. */
@Execution(ExecutionMode.CONCURRENT)
class ArchitectureTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .withImportOption(new ImportOption.DoNotIncludeJars())
            .importPackages("kvs.io", "kvs.log");

    @Test
    void reads_the_class_files_of_this_Java() {
        Fact.when("import the classes of part 3")
                .usually("ArchUnit is older than these class files, and every other rule holds for nothing at all")
                .gives(true, CLASSES.contain(RealDisk.class) && CLASSES.contain(RecordLog.class));
    }

    @Test
    void only_the_real_disk_touches_files() {
        hold(noClasses()
                .that()
                .haveNameNotMatching("kvs.io.(Real.*|Mapping)")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.nio.channels.."));
        hold(noClasses()
                .that()
                .haveNameNotMatching("kvs.io.(Real.*|Mapping)")
                .should()
                .dependOnClassesThat()
                .belongToAnyOf(
                        Files.class,
                        File.class,
                        FileInputStream.class,
                        FileOutputStream.class,
                        RandomAccessFile.class));
    }

    @Test
    void the_disk_knows_nothing_of_the_log() {
        hold(noClasses()
                .that()
                .resideInAPackage(Disk.class.getPackageName())
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("kvs.log..", "kvs.engine.."));
        hold(noClasses()
                .that()
                .resideInAPackage("kvs.log..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("kvs.engine..", "kvs.server..", "kvs.protocol.."));
    }

    @Test
    void the_log_looks_at_no_clock_and_starts_no_thread() {
        hold(noClasses()
                .that()
                .resideInAPackage("kvs.log..")
                .should()
                .dependOnClassesThat()
                .belongToAnyOf(System.class, Thread.class));
        hold(noClasses()
                .that()
                .resideInAPackage("kvs.log..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.time.."));
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
