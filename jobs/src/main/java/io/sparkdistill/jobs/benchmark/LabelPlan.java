package io.sparkdistill.jobs.benchmark;

import io.sparkdistill.jobs.label.CommitPlan;
import io.sparkdistill.jobs.label.CommitSchedule;
import io.sparkdistill.jobs.storage.FileSizes;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * A label plan is what labeling is expected to need: the verb's own planning chooses tasks and commits, and a cost model
 * takes the place of the cluster.
 *
 * @param inputTasks tasks that read the rows and spread them
 * @param tasks tasks that run the teacher
 * @param commits number of commits
 * @param barriers commits at whose end slots are idle, because no task of another one waits
 * @param files files of logits; each is written by one task
 * @param seconds of the whole run
 * @param lost share of the time of labeling that commits add to the tasks of the teacher alone, in [0, 1)
 * @param driverBytes bytes that are alive in the driver's heap
 */
public record LabelPlan(
        CommitPlan plan,
        int inputTasks,
        int tasks,
        int commits,
        int barriers,
        long files,
        double seconds,
        double lost,
        long driverBytes) {
    private static final long SEED = 1;

    /** Plans labeling with these costs. */
    public static LabelPlan of(CommitPlan plan, LabelCosts costs, long bytesPerRow) {
        Simulation simulation = new Simulation(plan, costs);
        double makespan = simulation.run();
        double alone = new SimulatedSlots(plan.slots(), costs.spread(), SEED)
                .run(plan.tasks(), 0, simulation.rowsPerTask * costs.perRow());
        DriverMemory memory = new DriverMemory(
                DriverMemory.inputTasks(plan.rows() * bytesPerRow), plan.tasks(), simulation.files, simulation.most);
        return new LabelPlan(
                plan,
                memory.inputTasks(),
                plan.tasks(),
                simulation.commits,
                simulation.barriers,
                simulation.files,
                costs.fixed() + plan.rows() * costs.otherPerRow() / plan.slots() + makespan,
                1 - alone / makespan,
                memory.bytes());
    }

    /** The number of all tasks of labeling. */
    public long allTasks() {
        return (long) inputTasks + tasks + files;
    }

    /** The number of blocks of the shuffle that spreads the rows. */
    public long shuffleBlocks() {
        return (long) inputTasks * tasks;
    }

    /** Goes through the commits as the verb does. */
    private static final class Simulation {
        private final CommitPlan plan;
        private final LabelCosts costs;
        private final SimulatedSlots slots;
        private final double rowsPerTask;
        private final Deque<Running> running = new ArrayDeque<>();
        private int commits;
        private int barriers;
        private int most;
        private long files;
        private double lastEnd;

        private record Running(int tasks, double start, double end) {}

        Simulation(CommitPlan plan, LabelCosts costs) {
            this.plan = plan;
            this.costs = costs;
            this.rowsPerTask = (double) plan.rows() / plan.tasks();
            this.slots = new SimulatedSlots(plan.slots(), costs.spread(), SEED);
        }

        /** Returns the seconds until the last commit is written. */
        double run() {
            CommitSchedule schedule = new CommitSchedule(plan, false);
            double now = 0;
            while (schedule.canStart(running.size()) || !running.isEmpty()) {
                while (schedule.canStart(running.size())) {
                    int tasks = schedule.start();
                    double end = slots.run(tasks, now, rowsPerTask * costs.perRow());
                    running.add(new Running(tasks, now, end));
                    most = Math.max(most, tasks);
                }
                Running first = running.remove();
                barriers += running.isEmpty() ? 1 : 0;
                now = write(first, Math.max(now, first.end()));
                double sinceLast = first.end() - Math.max(lastEnd, first.start());
                schedule.finish(first.tasks(), Math.max(sinceLast, (first.end() - first.start()) / 2), plan.slots());
                lastEnd = Math.max(lastEnd, first.end());
                commits++;
            }
            return now;
        }

        /** Writes a commit and returns when it is written. Its tasks take a part of the slots' time. */
        private double write(Running commit, double from) {
            double rows = commit.tasks() * rowsPerTask;
            int parts = FileSizes.files((long) rows);
            double seconds = rows / parts * costs.writePerRow();
            slots.run(parts, from, seconds);
            files += parts;
            return from + costs.perCommit() + seconds * Math.ceil((double) parts / plan.slots());
        }
    }
}
