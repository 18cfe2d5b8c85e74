import java.util.concurrent.Executors;

/**
 * Uses a platform thread per connection. With a few hundred clients there is no visible difference; with ten
 * thousand, the operating system has ten thousand stacks to manage.
 *
 * @sees fifty threads, none of which is virtual
 * @probably a cached pool creates platform threads
 */
interface ThreadModel {
    static ThreadModel virtual() {
        return of("virtual", Executors::newCachedThreadPool);
    }
}
