package io.sparkdistill.jobs.cli;

import io.sparkdistill.jobs.config.Secrets;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.Charset;

/** Prints texts without the secrets in them. Each text that is printed at once is redacted as a whole. */
final class RedactingWriter extends PrintWriter {
    RedactingWriter(Writer out) {
        super(out, true);
    }

    /** Prints in the character encoding of the terminal. */
    static RedactingWriter of(OutputStream out) {
        String encoding = System.getProperty("stdout.encoding");
        return new RedactingWriter(
                new OutputStreamWriter(out, encoding == null ? Charset.defaultCharset() : Charset.forName(encoding)));
    }

    @Override
    public void write(String text, int offset, int length) {
        String redacted = Secrets.redact(text.substring(offset, offset + length));
        super.write(redacted, 0, redacted.length());
    }
}
