-------------------------------- MODULE Raft --------------------------------
(***************************************************************************)
(* What the core of part 5 promises, small enough for TLC to try every     *)
(* order of events. § is a section of "In Search of an Understandable      *)
(* Consensus Algorithm"; thesis § is one of Ongaro's thesis.               *)
(*                                                                         *)
(* Three ideas keep the number of states low:                              *)
(*                                                                         *)
(* A message that was sent may arrive at any time after, any number of     *)
(* times, or never. So the network only grows, and loss, duplication and   *)
(* reordering need no actions of their own.                                *)
(*                                                                         *)
(* A leader only appends (§5.3), so its log and its commit index tell      *)
(* which AppendEntries it may have sent: every slice of that log, with     *)
(* every commit index up to its own. `sent' keeps both per term, also      *)
(* after the leader has crashed.                                           *)
(*                                                                         *)
(* A node may campaign at any time. Pre-vote, check-quorum, time-outs and  *)
(* leadership transfer only choose the moment, so that every run with      *)
(* them is a run of this model, too.                                       *)
(***************************************************************************)
EXTENDS Naturals, Sequences, FiniteSets

CONSTANTS
    Server,      \* all nodes, members or not
    Founders,    \* the voters of the first configuration
    Nil,         \* no vote, no read
    MaxTerm,     \* terms are 1..MaxTerm
    MaxLog,      \* no log grows longer
    Unreliable,  \* the nodes that may crash; only theirs can be seen to wait for the disk
    MaxCrashes,  \* in a run, all nodes together
    Changes,     \* whether the membership changes
    Snapshots,   \* whether leaders send snapshots
    Reads,       \* whether a client reads (once in a run)
    Hesitant,    \* whether nodes also take steps that only close roads: step down, learn of a term without a vote
    Mistakes     \* what this Raft does wrong: {} for ours

VARIABLES
    \* In memory: lost in a crash.
    role, term, vote, log, commit,
    matched,     \* per follower: where an append of this term ended whose answer waits for the disk; 0 for none
    \* On disk: what a restart finds.
    disk,
    \* The network: all that was ever sent.
    requests,    \* RequestVote messages
    votes,       \* RequestVoteResponse messages that grant: <<term, voter, candidate>>
    sent,        \* per term: the log and commit index behind all AppendEntries and InstallSnapshot of its leader
    acks,        \* per term and node: the highest index acknowledged to the leader
    \* What an observer notes, and no node can see.
    leaders,     \* per term: the nodes that won
    committed,   \* the entries that leaders have committed
    read,        \* the read of a client
    crashes

memory   == <<role, term, vote, log, commit, matched>>
network  == <<requests, votes, sent, acks>>
observer == <<leaders, committed, read, crashes>>
vars     == <<memory, disk, network, observer>>

Terms    == 1..MaxTerm
Max(a, b) == IF a > b THEN a ELSE b
Min(a, b) == IF a < b THEN a ELSE b
Prefix(l, n) == SubSeq(l, 1, n)
IsPrefix(a, b) == Len(a) <= Len(b) /\ \A i \in 1..Len(a) : a[i] = b[i]
LastTerm(l) == IF l = <<>> THEN 0 ELSE l[Len(l)].term
Wrong(mistake) == mistake \in Mistakes

----------------------------------------------------------------------------
(* Entries and configurations. An entry is known by its index and term: a   *)
(* term has one leader, and that leader never puts two entries at one index. *)

Entry(t)            == [term |-> t, voters |-> {}]
Reconfigure(t, new) == [term |-> t, voters |-> new]

ChangesIn(l) == {i \in 1..Len(l) : l[i].voters # {}}
LastChange(l) == IF ChangesIn(l) = {} THEN 0 ELSE CHOOSE i \in ChangesIn(l) : \A k \in ChangesIn(l) : k <= i

\* A configuration counts as soon as it is in the log, committed or not (§6).
VotersOf(s, l) ==
    IF LastChange(l) > 0 THEN l[LastChange(l)].voters
    ELSE IF Wrong("each node bootstraps itself") THEN {s} ELSE Founders
Voters(s) == VotersOf(s, log[s])

Majority(nodes, voters) == 2 * Cardinality(nodes \cap voters) > Cardinality(voters)

\* Whether a node takes these nodes for a majority. A server outside the configuration stands for a learner.
Enough(nodes, voters) ==
    IF Wrong("learners are counted") THEN 2 * Cardinality(nodes) > Cardinality(voters) ELSE Majority(nodes, voters)

----------------------------------------------------------------------------
Blank == [term |-> 0, vote |-> Nil, log |-> <<>>]
NoRead == [at |-> Nil, term |-> 0, index |-> 0, fresh |-> 0, confirmed |-> {}]

Init ==
    /\ role = [s \in Server |-> "follower"]
    /\ term = [s \in Server |-> 0]
    /\ vote = [s \in Server |-> Nil]
    /\ log = [s \in Server |-> <<>>]
    /\ commit = [s \in Server |-> 0]
    /\ matched = [s \in Server |-> 0]
    /\ disk = [s \in Server |-> Blank]
    /\ requests = {}
    /\ votes = {}
    /\ sent = [t \in Terms |-> [log |-> <<>>, commit |-> 0]]
    /\ acks = [t \in Terms |-> [s \in Server |-> 0]]
    /\ leaders = [t \in Terms |-> {}]
    /\ committed = <<>>
    /\ read = NoRead
    /\ crashes = 0

----------------------------------------------------------------------------
(* The disk. An action of node s first says what is in memory after it, and *)
(* then that it is to be written. `index' is where an append ended that the *)
(* leader of the term waits to hear of, or 0.                               *)

Request(s) == [term |-> term[s], from |-> s, index |-> Len(log[s]), last |-> LastTerm(log[s])]
RequestOf(s) == IF role[s] = "candidate" THEN {Request(s)} ELSE {}
VoteOf(s) == IF vote[s] = Nil THEN {} ELSE {<<term[s], s, vote[s]>>}
InMemory(s) == [term |-> term[s], vote |-> vote[s], log |-> log[s]]

\* All writes so far are durable, and what waited for them leaves (Effects.sendOncePersisted).
Persisted(s, index) ==
    /\ disk' = [disk EXCEPT ![s] = InMemory(s)']
    /\ votes' = votes \cup VoteOf(s)'
    \* A candidate asks only now. If it lost entries after it had asked, votes for a longer log would elect it.
    /\ requests' = requests \cup RequestOf(s)'
    \* A leader counts itself only now (thesis §10.2.1).
    /\ acks' = [acks EXCEPT ![term'[s]][s] = Max(@, IF role'[s] = "leader" THEN Len(log'[s]) ELSE index)]
    /\ matched' = [matched EXCEPT ![s] = 0]

\* The write is issued. What may leave before it is durable? Nothing that another node will rely on.
Issued(s, index) ==
    /\ disk' = disk
    /\ votes' = IF Wrong("a vote is sent before it is durable") THEN votes \cup VoteOf(s)' ELSE votes
    /\ requests' = IF Wrong("campaigns before its own force") THEN requests \cup RequestOf(s)' ELSE requests
    /\ acks' = IF role'[s] = "leader" /\ Wrong("the leader counts itself before its force")
               THEN [acks EXCEPT ![term'[s]][s] = Len(log'[s])]
               ELSE IF role'[s] # "leader" /\ Wrong("acknowledges from memory")
               THEN [acks EXCEPT ![term'[s]][s] = Max(@, index)]
               ELSE acks
    /\ matched' = [matched EXCEPT ![s] = index]

\* For a node that never crashes, a slow disk is the same as a slow network.
Write(s, index) == IF s \in Unreliable THEN Issued(s, index) ELSE Persisted(s, index)

\* That an earlier write is durable and a later one is not is the same as a force between the two.
Force(s) ==
    /\ disk[s] # InMemory(s) \/ matched[s] > 0
    /\ UNCHANGED <<role, term, vote, log, commit>>
    /\ Persisted(s, matched[s])
    /\ UNCHANGED <<sent, observer>>

\* A crash and the restart after it: what is in memory comes from the disk again.
Crash(s) ==
    /\ s \in Unreliable
    /\ crashes < MaxCrashes
    /\ crashes' = crashes + 1
    /\ disk' = IF Wrong("an id is used again") THEN [disk EXCEPT ![s] = Blank] ELSE disk
    /\ role' = [role EXCEPT ![s] = "follower"]
    /\ term' = [term EXCEPT ![s] = disk'[s].term]
    /\ vote' = [vote EXCEPT ![s] = disk'[s].vote]
    /\ log' = [log EXCEPT ![s] = disk'[s].log]
    /\ matched' = [matched EXCEPT ![s] = 0]
    \* The commit index is as of the node's snapshot.
    /\ \E index \in 0..(IF Snapshots THEN Min(commit[s], Len(log'[s])) ELSE 0) : commit' = [commit EXCEPT ![s] = index]
    /\ UNCHANGED <<network, leaders, committed, read>>

----------------------------------------------------------------------------
(* Elections (§5.2, §5.4.1).                                                *)

Campaign(s) ==
    /\ role[s] # "leader"
    /\ s \in Voters(s)
    /\ term[s] < MaxTerm
    /\ role' = [role EXCEPT ![s] = "candidate"]
    /\ term' = [term EXCEPT ![s] = @ + 1]
    /\ vote' = [vote EXCEPT ![s] = s]
    /\ UNCHANGED <<log, commit>>
    /\ Write(s, 0)
    /\ UNCHANGED <<sent, observer>>

\* Node s takes part in term t, which is not below its own, as a follower with this vote. An answer to the leader of its
\* old term still waits no longer: that the force came first is another run.
Follow(s, t, choice) ==
    /\ role' = [role EXCEPT ![s] = "follower"]
    /\ term' = [term EXCEPT ![s] = t]
    /\ vote' = [vote EXCEPT ![s] = choice]
StillWaiting(s, t) == IF t = term[s] THEN matched[s] ELSE 0

\* The vote that a node has given in the term of a message, which is not below its own.
VoteIn(s, t) == IF t = term[s] \/ Wrong("keeps its vote in a new term") THEN vote[s] ELSE Nil

\* The election restriction: the voter's log is not more up to date than the candidate's (§5.4.1).
UpToDate(s, request) ==
    IF Wrong("a vote compares the index only") THEN request.index >= Len(log[s])
    ELSE \/ request.last > LastTerm(log[s])
         \/ request.last = LastTerm(log[s]) /\ request.index >= Len(log[s])

ReceiveRequestVote(s, request) ==
    LET t       == request.term
        free    == VoteIn(s, t) \in {Nil, request.from} \/ Wrong("votes twice in a term")
        granted == free /\ UpToDate(s, request)
    IN  /\ request.from # s
        /\ t > term[s] \/ (t = term[s] /\ role[s] = "follower" /\ granted /\ vote[s] # request.from)
        /\ Follow(s, t, IF granted THEN request.from ELSE VoteIn(s, t))
        /\ UNCHANGED <<log, commit>>
        /\ Write(s, StillWaiting(s, t))
        /\ UNCHANGED <<sent, observer>>

\* A response, or a message that is rejected, brings a higher term (§5.1).
LearnTerm(s, t) ==
    /\ t > term[s]
    /\ \E n \in Server : term[n] >= t
    /\ Follow(s, t, VoteIn(s, t))
    /\ UNCHANGED <<log, commit>>
    /\ Write(s, 0)
    /\ UNCHANGED <<sent, observer>>

\* A leader sends an entry at once, before it is durable here (thesis §10.2.1).
AppendEntry(s, entry) ==
    /\ Len(log[s]) < MaxLog
    /\ log' = [log EXCEPT ![s] = Append(@, entry)]
    /\ sent' = [sent EXCEPT ![term[s]] = [log |-> log'[s], commit |-> commit[s]]]

\* The first entry of a term is the leader's own (§8).
BecomeLeader(s) ==
    /\ role[s] = "candidate"
    /\ Enough({v \in Server : <<term[s], v, s>> \in votes}, Voters(s))
    /\ role' = [role EXCEPT ![s] = "leader"]
    /\ leaders' = [leaders EXCEPT ![term[s]] = @ \cup {s}]
    /\ AppendEntry(s, Entry(term[s]))
    /\ UNCHANGED <<term, vote, commit>>
    /\ Write(s, 0)
    /\ UNCHANGED <<committed, read, crashes>>

\* Check-quorum, a removed leader, or a candidate that goes back to asking for pre-votes.
StepDown(s) ==
    /\ role[s] # "follower"
    /\ role' = [role EXCEPT ![s] = "follower"]
    /\ UNCHANGED <<term, vote, log, commit, matched, disk, network, observer>>

----------------------------------------------------------------------------
(* Replication (§5.3).                                                      *)

Propose(s) ==
    /\ role[s] = "leader"
    /\ AppendEntry(s, Entry(term[s]))
    /\ UNCHANGED <<role, term, vote, commit>>
    /\ Write(s, 0)
    /\ UNCHANGED observer

\* The log of node s after entries prev+1..end of the leader of term t. Only a conflict truncates: a short message that
\* comes late must not undo what a longer one brought.
Taken(s, t, prev, end) ==
    LET conflict == \E i \in (prev + 1)..Min(end, Len(log[s])) : log[s][i] # sent[t].log[i]
    IN  IF conflict \/ end > Len(log[s]) \/ Wrong("a short late message truncates the log")
        THEN Prefix(log[s], prev) \o SubSeq(sent[t].log, prev + 1, end) ELSE log[s]

\* The message of the leader of term t with its entries prev+1..end and the commit index c. A rejection changes nothing but
\* the term: LearnTerm.
ReceiveAppendEntries(s, t, prev, end, c) ==
    LET leader   == sent[t].log
        taken    == Taken(s, t, prev, end)
        \* Beyond the message's end the logs may differ: it says nothing on what lies there.
        reached  == IF Wrong("acknowledges its last index") THEN Len(taken) ELSE end
        limit    == IF Wrong("its commit index passes what matched") THEN Len(taken) ELSE end
    IN  /\ t >= term[s]
        /\ s \notin leaders[t]
        /\ prev <= Len(log[s])
        /\ IF prev = 0 \/ Wrong("the entry before is not compared") THEN TRUE ELSE log[s][prev] = leader[prev]
        \* Otherwise it says nothing new.
        /\ t > term[s] \/ role[s] = "candidate" \/ taken # log[s] \/ Min(c, limit) > commit[s] \/ reached > acks[t][s]
        /\ Follow(s, t, VoteIn(s, t))
        /\ log' = [log EXCEPT ![s] = taken]
        /\ commit' = [commit EXCEPT ![s] = Max(@, Min(c, limit))]
        /\ Write(s, Max(StillWaiting(s, t), IF reached > acks[t][s] THEN reached ELSE 0))
        /\ UNCHANGED <<sent, observer>>

\* What a snapshot covers is committed, so it replaces a log that disagrees at its end, and nothing that agrees (§7). The
\* model keeps whole logs: that their beginnings lie in a snapshot changes nothing that it checks.
ReceiveSnapshot(s, t, index) ==
    LET leader == sent[t].log
        agrees == index <= Len(log[s]) /\ log[s][index] = leader[index]
    IN  /\ Snapshots
        /\ t >= term[s]
        /\ s \notin leaders[t]
        /\ index > commit[s] \/ Wrong("a snapshot moves the commit index back")
        /\ Follow(s, t, VoteIn(s, t))
        /\ log' = [log EXCEPT ![s] =
                     IF agrees THEN @
                     ELSE IF Wrong("a conflicting log stays behind a snapshot")
                          THEN Prefix(leader, index) \o SubSeq(@, index + 1, Len(@))
                     ELSE Prefix(leader, index)]
        /\ commit' = [commit EXCEPT ![s] = index]
        /\ Write(s, Max(StillWaiting(s, t), index))
        /\ UNCHANGED <<sent, observer>>

----------------------------------------------------------------------------
(* Committing (§5.3, §5.4.2).                                               *)

CanCommit(s, index) ==
    /\ IF Wrong("commits without a majority")
       THEN \E n \in Server : acks[term[s]][n] >= index
       ELSE Enough({n \in Server : acks[term[s]][n] >= index}, Voters(s))
    \* Figure 8: an old term's entry can be replaced although a majority has it.
    /\ log[s][index].term = term[s] \/ Wrong("counts replicas of an old term's entry")

Commit(s, index) ==
    /\ role[s] = "leader"
    /\ CanCommit(s, index)
    /\ commit' = [commit EXCEPT ![s] = index]
    /\ sent' = [sent EXCEPT ![term[s]].commit = index]
    /\ committed' = committed \o SubSeq(log[s], Len(committed) + 1, index)
    /\ UNCHANGED <<role, term, vote, log, matched, disk, requests, votes, acks, leaders, read, crashes>>

\* An entry of the leader's own term is committed: it knows now what is committed at all (§8, thesis §4.1).
KnowsCommitted(s) == commit[s] > 0 /\ log[s][commit[s]].term = term[s]

----------------------------------------------------------------------------
(* Membership, one server at a time (thesis §4.1).                          *)

Change(s) ==
    /\ Changes
    /\ role[s] = "leader"
    /\ LastChange(log[s]) <= commit[s] \/ Wrong("two changes at once")
    /\ KnowsCommitted(s) \/ Wrong("a change before an entry of its term is committed")
    /\ \E n \in Server :
          LET new == IF n \in Voters(s) THEN Voters(s) \ {n} ELSE Voters(s) \cup {n}
          IN  new # {} /\ AppendEntry(s, Reconfigure(term[s], new))
    /\ UNCHANGED <<role, term, vote, commit>>
    /\ Write(s, 0)
    /\ UNCHANGED observer

----------------------------------------------------------------------------
(* Reads without a log entry: ReadIndex (thesis §6.4).                      *)

BeginRead(s) ==
    /\ Reads
    /\ read = NoRead
    /\ role[s] = "leader"
    /\ KnowsCommitted(s) \/ Wrong("reads before an entry of its term is committed")
    /\ read' = [at |-> s, term |-> term[s], index |-> commit[s], fresh |-> Len(committed), confirmed |-> {s}]
    /\ UNCHANGED <<memory, disk, network, leaders, committed, crashes>>

\* A follower answers a heartbeat that was sent after the read began.
Confirm(s) ==
    /\ read.at # Nil
    /\ s \notin read.confirmed
    /\ role[read.at] = "leader" /\ term[read.at] = read.term
    /\ term[s] <= read.term
    /\ Follow(s, read.term, VoteIn(s, read.term))
    /\ UNCHANGED <<log, commit>>
    /\ Write(s, StillWaiting(s, read.term))
    /\ read' = [read EXCEPT !.confirmed = @ \cup {s}]
    /\ UNCHANGED <<sent, leaders, committed, crashes>>

Answered ==
    /\ read.at # Nil
    /\ role[read.at] = "leader" /\ term[read.at] = read.term
    /\ \/ Enough(read.confirmed, Voters(read.at))
       \/ Wrong("a deposed leader reads")
       \/ /\ Wrong("an old round confirms a read")
          /\ Enough({s \in Server : acks[read.term][s] > 0}, Voters(read.at))

----------------------------------------------------------------------------
\* What node s may do next.
Step(s) ==
    \/ Campaign(s)
    \/ \E request \in requests : ReceiveRequestVote(s, request)
    \/ BecomeLeader(s)
    \/ Hesitant /\ (StepDown(s) \/ \E t \in Terms : LearnTerm(s, t))
    \/ Propose(s)
    \/ \E t \in Terms : \E end \in 0..Len(sent[t].log) : \E prev \in 0..end :
          \* A commit index up to the node's own says no more than 0.
          \E c \in {0} \cup (commit[s] + 1)..sent[t].commit :
              sent[t].log # <<>> /\ ReceiveAppendEntries(s, t, prev, end, c)
    \/ \E t \in Terms : \E index \in 1..sent[t].commit : ReceiveSnapshot(s, t, index)
    \/ \E index \in (commit[s] + 1)..Len(log[s]) : Commit(s, index)
    \/ Change(s)
    \/ BeginRead(s)
    \/ Confirm(s)
    \/ Force(s)
    \/ Crash(s)

Next == \E s \in Server : Step(s)

Spec == Init /\ [][Next]_vars

----------------------------------------------------------------------------
(* What must hold in every state.                                           *)

TypeOK ==
    /\ role \in [Server -> {"follower", "candidate", "leader"}]
    /\ term \in [Server -> 0..MaxTerm]
    /\ vote \in [Server -> Server \cup {Nil}]
    /\ commit \in [Server -> 0..MaxLog]
    /\ matched \in [Server -> 0..MaxLog]
    /\ \A s \in Server : commit[s] <= Len(log[s]) /\ matched[s] <= Len(log[s])

\* §5.2: at most one leader in a term.
ElectionSafety == \A t \in Terms : Cardinality(leaders[t]) <= 1

\* A vote is for a node that has asked for it in this very term.
VoteIsOfItsTerm == \A s \in Server : vote[s] \notin {Nil, s} =>
    \E request \in requests : request.from = vote[s] /\ request.term = term[s]

\* §5.3: where two logs have an entry of the same term, they agree up to it.
AllLogs == {log[s] : s \in Server} \cup {sent[t].log : t \in Terms}
LogMatching == \A a, b \in AllLogs : \A i \in 1..Min(Len(a), Len(b)) :
    a[i].term = b[i].term => Prefix(a, i) = Prefix(b, i)

\* §5.4: the latest leader's log has all that was ever committed.
LeaderCompleteness == \A t \in Terms :
    (leaders[t] # {} /\ \A later \in (t + 1)..MaxTerm : leaders[later] = {}) => IsPrefix(committed, sent[t].log)

\* §5.4.3: what one node applies at an index, no node applies differently, now or ever.
StateMachineSafety == \A s \in Server :
    commit[s] <= Len(committed) /\ Prefix(log[s], commit[s]) = Prefix(committed, commit[s])

\* Counted from scratch, crashed nodes included; of the voters of the latest configuration in some log, since the one under
\* which a leader committed need not be committed itself, and another may have followed.
CommittedIsDurable == committed # <<>> =>
    \E n \in Server : \E l \in AllLogs \cup {committed} :
        Majority({s \in Server : IsPrefix(committed, disk[s].log)}, VotersOf(n, l))

\* A read is answered from a state that has everything committed before it began.
ReadsNotStale == Answered => read.index >= read.fresh

----------------------------------------------------------------------------
(* What must hold of every step.                                            *)

\* Only a crash takes back a term, and what is durable never is taken back; nor is a vote.
MonotonicTerm == [][\A s \in Server :
    /\ term'[s] >= term[s] \/ crashes' > crashes
    /\ disk'[s].term >= disk[s].term
    /\ (disk'[s].term = disk[s].term /\ disk[s].vote # Nil) => disk'[s].vote = disk[s].vote]_vars

MonotonicCommit == [][\A s \in Server : commit'[s] >= commit[s] \/ crashes' > crashes]_vars

\* §5.3: a leader appends, and never overwrites.
LeaderAppendOnly == [][\A s \in Server :
    (role[s] = "leader" /\ role'[s] = "leader" /\ term'[s] = term[s]) => IsPrefix(log[s], log'[s])]_vars
=============================================================================
