package io.sparkdistill.endpoint;

import io.sparkdistill.model.ModelInput;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A prompt template is a text with the placeholders {@code {text}}, {@code {text-pair}} and {@code {classes}}. Other
 * braces stand for themselves, and so do placeholders within an input.
 */
final class PromptTemplate {
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{(text|text-pair|classes)}");

    private final String template;
    private final String classes;

    private PromptTemplate(String template, String classes) {
        this.template = template;
        this.classes = classes;
    }

    /**
     * Reads a template.
     *
     * @param file path of a UTF-8 file
     * @param classes replacement of {@code {classes}}; empty where answers name no class
     * @throws IOException if the file cannot be read, has no {@code {text}}, or has {@code {classes}} where there are none
     */
    static PromptTemplate read(Path file, String classes) throws IOException {
        String template = read(file);
        if (!template.contains("{text}")) {
            throw new IOException(
                    "Cannot use the prompt: it has no {text}, which stands for the text to classify; add it to the template");
        }
        if (classes.isEmpty() && template.contains("{classes}")) {
            throw new IOException(
                    "Cannot use the prompt: it has {classes}, and a model that generates texts has none; write their names into the template");
        }
        return new PromptTemplate(template.strip(), classes);
    }

    private static String read(Path file) throws IOException {
        try {
            return Files.readString(file);
        } catch (CharacterCodingException e) {
            throw new IOException("Cannot use the prompt: it is no UTF-8 text; save it as UTF-8", e);
        }
    }

    /**
     * Returns the prompt of an input.
     *
     * @throws IllegalArgumentException if the input has no text, or if exactly one of input and template has a pair
     */
    String fill(ModelInput input) {
        if (input.text() == null) {
            throw new IllegalArgumentException("Cannot fill the prompt: the input has no text");
        }
        if (template.contains("{text-pair}") != (input.textPair() != null)) {
            throw new IllegalArgumentException(
                    input.textPair() == null
                            ? "Cannot fill the prompt: it has {text-pair}, and the input has no second text"
                            : "Cannot fill the prompt: it has no {text-pair}, and the input has a second text");
        }
        return PLACEHOLDER
                .matcher(template)
                .replaceAll(found -> Matcher.quoteReplacement(
                        switch (found.group(1)) {
                            case "text" -> input.text();
                            case "text-pair" -> input.textPair();
                            default -> classes;
                        }));
    }
}
