package kvs.sharded;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.TreeSet;
import kvs.net.EventLoop;
import kvs.protocol.Fact;
import kvs.resp.CommandTable;
import kvs.shard.Keyspace;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** The packages of part 4, and which of them may use which. */
class ArchitectureTest {
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .withImportOption(new ImportOption.DoNotIncludeJars())
            .importPackages("kvs.net", "kvs.resp", "kvs.shard", "kvs.sharded");

    @Test
    void reads_the_class_files_of_this_Java() {
        Fact.when("import the classes of part 4")
                .usually("every other rule would hold for classes that are not there")
                .gives(
                        true,
                        CLASSES.contain(EventLoop.class)
                                && CLASSES.contain(CommandTable.class)
                                && CLASSES.contain(Keyspace.class)
                                && CLASSES.contain(ShardedServer.class));
    }

    @Test
    void no_circle_between_packages() {
        slices().matching("kvs.(*)..").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void commands_know_no_socket_and_no_thread() {
        noClasses()
                .that()
                .resideInAPackage("kvs.resp")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.net..", "java.nio.channels..", "kvs.net..", "kvs.sharded..")
                .orShould()
                .dependOnClassesThat()
                .belongToAnyOf(Thread.class)
                .check(CLASSES);
    }

    @Test
    void a_shard_knows_nothing_of_protocols_and_connections() {
        noClasses()
                .that()
                .resideInAPackage("kvs.shard")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.net..", "kvs.net..", "kvs.resp..", "kvs.sharded..")
                .check(CLASSES);
    }

    @Test
    void the_loops_know_nothing_of_keys_and_commands() {
        noClasses()
                .that()
                .resideInAPackage("kvs.net")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("kvs.shard..", "kvs.resp..", "kvs.sharded..", "kvs.engine..")
                .check(CLASSES);
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
}
