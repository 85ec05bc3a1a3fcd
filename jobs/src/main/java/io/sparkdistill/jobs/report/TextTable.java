package io.sparkdistill.jobs.report;

import com.github.freva.asciitable.AsciiTable;
import com.github.freva.asciitable.Column;
import com.github.freva.asciitable.HorizontalAlign;
import com.github.freva.asciitable.OverflowBehaviour;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Formats a table for the terminal. The first column is aligned to the left, all others to the right. On a terminal that
 * is too narrow, cells of words go over several lines.
 */
public final class TextTable {
    /** Longer cells go over several lines in any case. */
    private static final int WIDEST = 78;
    /** A column has a border, and a blank on each side. */
    private static final int BORDER = 3;

    private final List<String> header;
    private final List<List<String>> rows = new ArrayList<>();

    public TextTable(String... header) {
        this.header = List.of(header);
    }

    /** Adds a row of as many cells as the header has. */
    public TextTable row(Object... cells) {
        List<String> row = new ArrayList<>();
        for (Object cell : cells) {
            row.add(
                    cell instanceof Number number && !(cell instanceof Double)
                            ? String.format(Locale.ROOT, "%,d", number.longValue())
                            : String.valueOf(cell));
        }
        rows.add(row);
        return this;
    }

    @Override
    public String toString() {
        return fitted(Terminal.width());
    }

    /**
     * Formats the table for a width.
     *
     * @param width characters per line; a table of long words may be wider
     */
    String fitted(int width) {
        int[] widths = widths(width);
        Column[] columns = new Column[header.size()];
        for (int i = 0; i < columns.length; i++) {
            HorizontalAlign align = i == 0 ? HorizontalAlign.LEFT : HorizontalAlign.RIGHT;
            columns[i] = new Column()
                    .header(header.get(i))
                    .headerAlign(align)
                    .dataAlign(align)
                    .maxWidth(widths[i] + BORDER - 1, OverflowBehaviour.NEWLINE);
        }
        String[][] cells = rows.stream().map(row -> row.toArray(String[]::new)).toArray(String[][]::new);
        return AsciiTable.builder()
                .border(AsciiTable.FANCY_ASCII)
                .data(columns, cells)
                .asString();
    }

    /** Returns the widths of the columns: the widest one is narrowed until all fit, but no word is broken. */
    private int[] widths(int width) {
        int[] widths = longest(cell -> Stream.of(cell));
        int[] least = longest(cell -> Arrays.stream(cell.split(" ")));
        while (IntStream.of(widths).sum() + BORDER * widths.length + 1 > width) {
            int widest = IntStream.range(0, widths.length)
                    .filter(i -> widths[i] > least[i])
                    .reduce((one, other) -> widths[one] >= widths[other] ? one : other)
                    .orElse(-1);
            if (widest < 0) {
                break;
            }
            widths[widest]--;
        }
        return widths;
    }

    private int[] longest(Function<String, Stream<String>> parts) {
        return IntStream.range(0, header.size())
                .map(i -> Stream.concat(Stream.of(header), rows.stream())
                        .flatMap(row -> parts.apply(row.get(i)))
                        .mapToInt(part -> Math.min(WIDEST, part.length()))
                        .max()
                        .orElse(0))
                .toArray();
    }
}
