package webscale.query.documents;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import webscale.commons.http.ProblemException;
import webscale.query.documents.json.Draft;
import webscale.query.documents.json.JsonPath;
import webscale.query.documents.json.MalformedJsonException;
import webscale.query.documents.redis.DocumentStore;
import webscale.query.documents.redis.DocumentStore.Found;
import webscale.query.documents.redis.DocumentStore.Place;
import webscale.query.documents.redis.DocumentStore.Replacement;

/**
 * Edits that arrived together. Those of one document become one replacement of its text, so a hundred increments of one
 * number cost Redis no more than one. Where somebody else was faster, they are decided again on what is there then.
 */
final class EditBatch {
    /** Each round in which nothing of ours got through is one in which another process got something through. */
    private static final int ROUNDS_MAX = 1_000;

    /** What one round does to one document. */
    private static final class Turn {
        private final String key;
        private final byte[] present;
        private final Draft draft;
        private final Map<Integer, Outcome> decided = new LinkedHashMap<>();
        private int last;
        private boolean readBack;

        Turn(String key, byte[] present, Draft draft) {
            this.key = key;
            this.present = present;
            this.draft = draft;
        }
    }

    private final DocumentStore store;
    private final List<EditRequest> requests;
    private final int bytesMax;
    private final int depthMax;
    private final Outcome[] outcomes;
    private final Map<String, Deque<Integer>> waiting = new LinkedHashMap<>();

    EditBatch(DocumentStore store, List<EditRequest> requests, int bytesMax, int depthMax) {
        this.store = store;
        this.requests = requests;
        this.bytesMax = bytesMax;
        this.depthMax = depthMax;
        this.outcomes = new Outcome[requests.size()];
        for (int i = 0; i < requests.size(); i++) {
            waiting.computeIfAbsent(requests.get(i).key(), _ -> new ArrayDeque<>())
                    .add(i);
        }
    }

    List<Outcome> run() {
        try {
            for (int round = 0; !waiting.isEmpty() && round < ROUNDS_MAX; round++) {
                round();
            }
            refuseAll(new ProblemException(503, "contended", "Others change this document all the time"));
        } catch (ProblemException unavailable) {
            // What was stored in an earlier round stays answered so.
            refuseAll(unavailable);
        }
        return List.of(outcomes);
    }

    private void refuseAll(ProblemException why) {
        List.copyOf(waiting.keySet()).forEach(key -> refuse(key, why));
    }

    private void round() {
        var keys = List.copyOf(waiting.keySet());
        var found = store.read(
                keys.stream().map(key -> new Place(key, JsonPath.ROOT)).toList());
        var turns = new ArrayList<Turn>();
        for (int i = 0; i < keys.size(); i++) {
            var key = keys.get(i);
            switch (found.get(i)) {
                case Found.NotRead _ -> {}
                case Found.Nothing _ -> refuse(key, Documents.unknown(key));
                case Found.WrongType _ -> refuse(key, Documents.wrongType());
                case Found.Text(byte[] json, boolean _) -> {
                    var turn = decide(key, json);
                    if (turn.draft.isChanged()) {
                        turns.add(turn);
                    } else {
                        settle(turn);
                    }
                }
            }
        }
        if (!turns.isEmpty()) {
            store(turns);
        }
    }

    private Turn decide(String key, byte[] json) {
        var turn = new Turn(key, json, new Draft(json, bytesMax, depthMax));
        for (int index : waiting.get(key)) {
            var request = requests.get(index);
            if (request.isAboutVersions() && turn.draft.isChanged()) {
                break; // first store what there is
            }
            turn.decided.put(index, decide(request, turn));
            turn.last = index;
            if (request.isAboutVersions() && turn.draft.isChanged()) {
                turn.readBack = true;
                break;
            }
        }
        return turn;
    }

    private static Outcome decide(EditRequest request, Turn turn) {
        try {
            if (request.onlyIf().isPresent()
                    && !Version.isNamedBy(request.onlyIf().get(), Version.of(turn.present))) {
                return new Outcome.Refused(Documents.otherVersion());
            }
            return new Outcome.Done(request.edit().apply(turn.draft), Optional.empty());
        } catch (ProblemException refused) {
            return new Outcome.Refused(refused);
        } catch (MalformedJsonException e) {
            return new Outcome.Refused(Documents.notJson());
        }
    }

    private void store(List<Turn> turns) {
        var stored = store.replace(turns.stream()
                .map(turn -> new Replacement(turn.key, turn.present, turn.draft.text(), turn.readBack))
                .toList());
        for (int i = 0; i < turns.size(); i++) {
            var turn = turns.get(i);
            stored.get(i).ifPresent(json -> {
                if (turn.readBack) {
                    turn.decided.computeIfPresent(turn.last, (index, outcome) -> withVersion(index, outcome, json));
                }
                settle(turn);
            });
        }
    }

    private Outcome withVersion(int index, Outcome outcome, byte[] stored) {
        return switch (outcome) {
            case Outcome.Done done -> {
                var answer = requests.get(index).edit().answersDocument() ? stored : done.json();
                yield new Outcome.Done(answer, Optional.of(Version.of(stored)));
            }
            case Outcome.Refused refused -> refused;
        };
    }

    private void settle(Turn turn) {
        turn.decided.forEach((index, outcome) -> outcomes[index] = outcome);
        var queue = waiting.get(turn.key);
        queue.removeAll(turn.decided.keySet());
        if (queue.isEmpty()) {
            waiting.remove(turn.key);
        }
    }

    private void refuse(String key, ProblemException why) {
        waiting.remove(key).forEach(index -> outcomes[index] = new Outcome.Refused(why));
    }
}
