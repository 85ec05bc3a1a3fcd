package io.sparkdistill.jobs.input;

import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.udf;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.api.java.UDF2;
import org.apache.spark.sql.expressions.UserDefinedFunction;
import org.apache.spark.sql.types.DataTypes;

/**
 * Decodes the text of files in their character set. The readers of Spark silently replace malformed bytes by U+FFFD.
 * Files in UTF-8 are therefore read as Latin-1, one character per byte, and decoded afterwards, which finds malformed
 * bytes.
 */
final class CharacterDecoder {
    private static final char REPLACEMENT = '\uFFFD';
    private static final char BYTE_ORDER_MARK = '\uFEFF';

    private static final UDF2<String, String, String> OF_TEXT = CharacterDecoder::decode;
    private static final UDF2<byte[], String, String> OF_BYTES = CharacterDecoder::decode;
    private static final UDF2<byte[], String, String> LENIENTLY =
            (bytes, charset) -> bytes == null ? null : new String(bytes, Charset.forName(charset));
    private static final UserDefinedFunction DECODE_TEXT = udf(OF_TEXT, DataTypes.StringType);
    private static final UserDefinedFunction DECODE_BYTES = udf(OF_BYTES, DataTypes.StringType);
    private static final UserDefinedFunction DECODE_LENIENTLY = udf(LENIENTLY, DataTypes.StringType);

    private final Charset charset;

    CharacterDecoder(Charset charset) {
        this.charset = charset;
    }

    /** Returns the character set that is passed to the readers of Spark. */
    Charset carrier() {
        return charset.equals(StandardCharsets.UTF_8) ? StandardCharsets.ISO_8859_1 : charset;
    }

    /** Returns whether a line break is the single byte 10, as in ASCII. */
    boolean hasPlainLineBreaks() {
        return Arrays.equals("\n".getBytes(charset), new byte[] {'\n'});
    }

    /** Returns a text as the readers of Spark see it. */
    String carried(String text) {
        return charset.equals(StandardCharsets.UTF_8) ? new String(text.getBytes(charset), carrier()) : text;
    }

    /** Reverses {@link #carried(String)}; malformed bytes are replaced. */
    String restored(String carried) {
        String text =
                charset.equals(StandardCharsets.UTF_8) ? new String(carried.getBytes(carrier()), charset) : carried;
        return withoutMark(text);
    }

    /** Decodes a column that Spark has read with the {@link #carrier}; null if malformed. */
    Column decoded(Column carried) {
        return DECODE_TEXT.apply(carried, lit(charset.name()));
    }

    /** Decodes a column of bytes; null if malformed. */
    Column decodedBytes(Column bytes) {
        return DECODE_BYTES.apply(bytes, lit(charset.name()));
    }

    /** Decodes a column of bytes; malformed ones are replaced. */
    Column decodedLeniently(Column bytes) {
        return DECODE_LENIENTLY.apply(bytes, lit(charset.name()));
    }

    /** Decodes a column that Spark has read with the {@link #carrier}; malformed bytes are replaced. */
    Column restored(Column carried) {
        return charset.equals(StandardCharsets.UTF_8)
                ? decodedLeniently(org.apache.spark.sql.functions.encode(carried, "ISO-8859-1"))
                : carried;
    }

    /** Returns the reason for which a row with malformed text is rejected. */
    String reason() {
        return "the row is not %s; see encoding".formatted(charset.name());
    }

    private static String decode(String carried, String charset) {
        if (carried == null || isAscii(carried)) {
            return carried;
        }
        if (charset.equals(StandardCharsets.UTF_8.name())) {
            return decode(carried.getBytes(StandardCharsets.ISO_8859_1), charset);
        }
        return carried.indexOf(REPLACEMENT) >= 0 ? null : withoutMark(carried);
    }

    // Returns null for malformed bytes.
    private static String decode(byte[] bytes, String charset) {
        if (bytes == null) {
            return null;
        }
        try {
            return withoutMark(Charset.forName(charset)
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes))
                    .toString());
        } catch (CharacterCodingException e) {
            return null;
        }
    }

    private static boolean isAscii(String text) {
        return text.chars().allMatch(character -> character < 0x80);
    }

    private static String withoutMark(String text) {
        return !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK ? text.substring(1) : text;
    }
}
