package webscale.ingest.queue;

/** The server between those who send and those who store, as far as channels don't hide which one it is. */
interface Broker {
    /** Makes the topics or queues that are missing; does nothing when all are there. */
    void declare() throws Exception;

    /** Messages that are sent and not yet stored, over all topics but that of the dead letters. */
    long waiting() throws Exception;

    /** Frees the room of what is stored already. */
    void trim() throws Exception;
}
