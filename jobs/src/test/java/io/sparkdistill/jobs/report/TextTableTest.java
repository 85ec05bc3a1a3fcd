package io.sparkdistill.jobs.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TextTableTest {
    private final TextTable table = new TextTable("train", "without embeddings", "validation accuracy", "remark")
            .row("student", 50114, "0.9940", "a long remark of several words")
            .row("baseline", 50114, "0.6890", "none");

    @Test
    void hasOneLinePerRowWhereThereIsRoom() {
        assertThat(table.fitted(200).lines()).hasSize(7).allMatch(line -> line.length() == 88);
        assertThat(table.toString()).isEqualTo(table.fitted(Integer.MAX_VALUE));
    }

    @Test
    void breaksCellsBetweenWordsUntilItFits() {
        assertThat(table.fitted(70).lines()).allMatch(line -> line.length() <= 70);
        assertThat(table.fitted(70)).contains("embeddings", "validation", "student", "several");
    }

    @Test
    void breaksNoWord() {
        assertThat(table.fitted(10)).contains("embeddings", "validation", "baseline", "0.9940", "several");
    }
}
