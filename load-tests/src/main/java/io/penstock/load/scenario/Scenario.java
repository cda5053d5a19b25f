package io.penstock.load.scenario;

import io.penstock.load.machine.Tool;
import io.penstock.load.peer.Contestant;
import io.penstock.load.report.Goal;
import java.util.List;

/**
 * One load for some contestants.
 *
 * @param id how it is selected
 * @param explanation a sentence or two on what is done
 * @param isQuick whether it is in a quick run
 * @param needs programs that make the load, beside wrk and nginx
 * @param ours the contestants that the goals are for
 */
record Scenario(
        String id,
        String title,
        String explanation,
        boolean isQuick,
        List<Tool> needs,
        Load load,
        List<Contestant> contestants,
        List<String> ours,
        List<Goal> goals) {
    /** The same, as one of contestants in containers. */
    Scenario inContainers() {
        return new Scenario(
                id + "-container",
                title + ", in containers",
                explanation + " Everybody in a container with the default seccomp profile.",
                isQuick,
                needs,
                load,
                contestants,
                ours,
                goals);
    }
}
