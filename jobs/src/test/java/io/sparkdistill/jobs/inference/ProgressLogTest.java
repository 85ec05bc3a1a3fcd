package io.sparkdistill.jobs.inference;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import me.tongfei.progressbar.DelegatingProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import org.junit.jupiter.api.Test;

class ProgressLogTest {
    @Test
    void aBarThatIsClosedAtItsEndShowsItsLastLineOnce() {
        List<String> lines = new CopyOnWriteArrayList<>();
        ProgressBar bar = new ProgressBarBuilder()
                .setTaskName("label by bert (2)")
                .setInitialMax(50)
                .setUpdateIntervalMillis(60_000)
                .setConsumer(new DelegatingProgressBarConsumer(new ProgressLog(lines::add), 100))
                .build();
        bar.stepTo(50);
        bar.close();

        assertThat(lines).filteredOn(line -> line.contains("100%")).hasSize(1);
    }

    @Test
    void everyPositionHasALine() {
        List<String> lines = new CopyOnWriteArrayList<>();
        ProgressLog log = new ProgressLog(lines::add);
        log.accept("label  10% [=   ]  5/50 rows (0:00:10 / 0:01:30)  0.5 rows/s");
        log.accept("label  20% [==  ] 10/50 rows (0:00:20 / 0:01:20)  0.5 rows/s");
        log.accept("label  20% [==  ] 10/50 rows (0:00:21 / 0:01:24)  0.5 rows/s");

        assertThat(lines)
                .containsExactly(
                        "label  10% [=   ]  5/50 rows (0:00:10 / 0:01:30)  0.5 rows/s",
                        "label  20% [==  ] 10/50 rows (0:00:20 / 0:01:20)  0.5 rows/s");
    }
}
