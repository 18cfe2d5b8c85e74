import java.util.concurrent.Executors;

/**
 * A thread for each connection, and a platform thread. With a few hundred clients nobody sees the difference; with ten
 * thousand the operating system has ten thousand stacks to look after.
 *
 * @sees fifty threads, none of which is virtual
 * @probably a cached pool makes platform threads
 */
interface Concurrency {
    static Concurrency virtual() {
        return of("virtual", Executors::newCachedThreadPool);
    }
}
