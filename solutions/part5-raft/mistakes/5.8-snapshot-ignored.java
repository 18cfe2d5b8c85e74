/**
 * Goes on with the members that it had. The snapshot may have come from a cluster that is another one by now.
 *
 * @sees old members after a snapshot was installed
 * @probably the configuration of the installed snapshot is not taken over
 */
class Membership {
    void installed(Snapshot snapshot) {}
}
