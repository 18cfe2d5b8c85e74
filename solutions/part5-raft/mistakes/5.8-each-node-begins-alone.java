import java.util.List;

/**
 * Starts each node as a cluster of its own, to be joined to the others later. Each elects itself, and each has a log that the
 * others do not have.
 *
 * @shipped the program in which this course began: its manual asks the operator to start one node, let it elect itself, and
 *     restart the others until they give in
 * @sees as many leaders as nodes
 * @probably each node starts with itself as the only member, and elects itself
 */
class Configuration {
    public Configuration atFirstStart(int id) {
        return new Configuration(List.of(new Member(id, true, "")), 0);
    }
}
