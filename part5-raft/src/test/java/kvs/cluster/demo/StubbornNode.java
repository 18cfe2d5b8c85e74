package kvs.cluster.demo;

/** In a node's place: the words of a learner's node that meets an exercise which is not written yet. */
final class StubbornNode {
    private StubbornNode() {}

    public static void main(String[] words) {
        System.out.println("INFO  the node starts");
        System.out.println("ERROR the node stops: exercise 5.3: not written yet");
        System.exit(1);
    }
}
